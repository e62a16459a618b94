"""Checks each kustomization of deploy/ against the Kubernetes schemas and our own rules, and
examples/compose against the Compose specification and our own rules.

    validate.py KUBECTL

KUBECTL is a kubectl with kustomize 4 or newer. Needs the packages of requirements.txt. Exit status:
0 when all is well, 1 with a line a problem when not.
"""

import pathlib
import subprocess
import sys

import compose_rules
import kubernetes_validate
import manifest_rules
import yaml

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
KUSTOMIZATIONS = ("base", "overlays/production")
COMPOSE = "examples/compose/compose.yaml"
# From the first Kubernetes with stable gRPC probes to the newest whose schemas are at hand.
KUBERNETES_VERSIONS = ("1.27", "1.32", "1.37")


def render(kubectl, folder):
    """The documents of a kustomization; RuntimeError with kubectl's words when it does not
    render."""
    result = subprocess.run([kubectl, "kustomize", str(folder)], capture_output=True, text=True,
                            check=False)
    if result.returncode != 0:
        raise RuntimeError(result.stderr.strip())
    return [document for document in yaml.safe_load_all(result.stdout) if document]


def schema_problems(documents):
    """Strict: a field that the schema does not know is a problem, and so is an unknown kind."""
    for document in documents:
        for version in KUBERNETES_VERSIONS:
            where = f"{manifest_rules.name_of(document)}: Kubernetes {version}"
            try:
                kubernetes_validate.validate(document, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                path = ".".join(str(part) for part in error.path)
                yield f"{where}: {path}: {error.message}"
            except kubernetes_validate.SchemaNotFoundError as error:
                yield f"{where}: {error.message}"


def main(arguments):
    if len(arguments) != 2:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    failed = False
    for name in KUSTOMIZATIONS:
        try:
            documents = render(arguments[1], REPOSITORY / "deploy/kustomize" / name)
        except RuntimeError as error:
            print(f"{name}: does not render: {error}")
            failed = True
            continue
        found = list(schema_problems(documents)) + manifest_rules.problems(documents, dockerfile)
        for problem in found:
            print(f"{name}: {problem}")
        failed = failed or bool(found)
        print(f"{name}: {len(documents)} documents, {len(found)} problems")
    found = compose_rules.problems(REPOSITORY / COMPOSE, dockerfile)
    for problem in found:
        print(f"{COMPOSE}: {problem}")
    failed = failed or bool(found)
    print(f"{COMPOSE}: {len(found)} problems")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
