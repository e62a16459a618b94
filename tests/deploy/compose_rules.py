"""Holds the containers of examples/compose to the Compose specification and to rules of our own."""

import pathlib
import re

import compose_spec
import yaml


def schema_problems(text):
    """Strict: an unknown field is a problem."""
    try:
        compose_spec.PyCompose.from_yaml(text).validate()
    except ValueError as error:
        yield str(error)


def rule_problems(text, folder, dockerfile):
    services = yaml.safe_load(text)["services"]
    version = re.search(r"^ARG VERSION=(.+)$", dockerfile, re.MULTILINE).group(1)
    for name, service in services.items():
        if service.get("image") != f"txtsentry:{version}":
            yield f"{name}: image {service.get('image')} is not of version {version}"
        if service.get("read_only") is not True or service.get("cap_drop") != ["ALL"]:
            yield f"{name}: not read_only, or capabilities do not drop ALL"
        for port in service.get("ports", []):
            if not str(port).startswith("127.0.0.1:"):
                yield f"{name}: port {port} is open to other machines"
        for volume in service.get("volumes", []):
            if not (folder / volume.split(":")[0]).exists():
                yield f"{name}: volume {volume} is no file here"
        if "build" in service and not (folder / service["build"] / "Dockerfile").exists():
            yield f"{name}: no Dockerfile in {service['build']}"
        for other, how in service.get("depends_on", {}).items():
            if other not in services:
                yield f"{name}: depends on {other}, which there is not"
            elif how["condition"] == "service_healthy" and "healthcheck" not in services[other]:
                yield f"{name}: waits for {other}, which has no healthcheck"


def problems(path, dockerfile):
    path = pathlib.Path(path)
    text = path.read_text(encoding="utf-8")
    return list(schema_problems(text)) or list(rule_problems(text, path.parent, dockerfile))
