"""Negative controls: the checks must find each fault that is put into good manifests.

    KUBECTL=/path/to/kubectl HADOLINT=/path/to/hadolint python -m unittest validate_test
"""

import contextlib
import copy
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import manifest_rules
import validate

DOCKERFILE = (validate.REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
STAGE_RUNTIME = validate.REPOSITORY / "deploy/container/stage-runtime"


class Manifests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rendered = validate.render(os.environ["KUBECTL"],
                                       validate.REPOSITORY / "deploy/kustomize/base")

    def setUp(self):
        self.documents = copy.deepcopy(self.rendered)
        self.deployment = self.only("Deployment")
        self.pod = self.deployment["spec"]["template"]["spec"]
        self.container = self.pod["containers"][0]

    def only(self, kind):
        return manifest_rules.of_kind(self.documents, kind)[0]

    def problems(self, dockerfile=DOCKERFILE):
        return (list(validate.schema_problems(self.documents)) +
                manifest_rules.problems(self.documents, dockerfile))

    def assert_problem(self, words, dockerfile=DOCKERFILE):
        found = self.problems(dockerfile)
        self.assertTrue(any(words in problem for problem in found), f"{words!r} not in {found}")

    def test_finds_nothing_in_the_manifests_as_they_are(self):
        self.assertEqual(self.problems(), [])

    def test_finds_a_field_that_the_schema_does_not_know(self):
        self.container["livenessProb"] = {}
        self.assert_problem("livenessProb")

    def test_finds_a_value_of_the_wrong_type(self):
        self.deployment["spec"]["replicas"] = "two"
        self.assert_problem("spec.replicas")

    def test_finds_a_kind_that_does_not_exist(self):
        self.only("PodDisruptionBudget")["apiVersion"] = "policy/v9"
        self.assert_problem("policy/v9")

    def test_finds_what_the_restricted_profile_forbids(self):
        for path, value, words in (
                (("securityContext", "runAsNonRoot"), False, "runAsNonRoot"),
                (("securityContext", "runAsUser"), 0, "runAsUser"),
                (("securityContext", "seccompProfile"), {"type": "Unconfined"}, "seccompProfile"),
                (("hostNetwork",), True, "hostNetwork"),
                (("volumes",), [{"name": "tmp", "hostPath": {"path": "/"}}], "hostPath"),
        ):
            with self.subTest(words):
                self.setUp()
                parent = self.pod
                for key in path[:-1]:
                    parent = parent[key]
                parent[path[-1]] = value
                self.assert_problem(words)

    def test_finds_what_a_container_may_not_do(self):
        for field, value, words in (
                ("allowPrivilegeEscalation", True, "allowPrivilegeEscalation"),
                ("privileged", True, "privileged"),
                ("readOnlyRootFilesystem", False, "readOnlyRootFilesystem"),
                ("capabilities", {"drop": ["NET_RAW"]}, "drop ALL"),
                ("capabilities", {"drop": ["ALL"], "add": ["SYS_ADMIN"]}, "added"),
                ("runAsUser", 0, "runs as root"),
        ):
            with self.subTest(words):
                self.setUp()
                self.container["securityContext"][field] = value
                self.assert_problem(words)
        self.setUp()
        self.container["ports"][0]["hostPort"] = 8500
        self.assert_problem("hostPort")

    def test_finds_a_namespace_without_the_profile(self):
        self.only("Namespace")["metadata"]["labels"] = {}
        self.assert_problem("not enforced")

    def test_finds_selectors_that_select_nothing(self):
        for kind in ("Service", "PodDisruptionBudget", "Deployment"):
            with self.subTest(kind):
                self.setUp()
                selector = self.only(kind)["spec"]["selector"]
                selector.get("matchLabels", selector)["app.kubernetes.io/name"] = "other"
                self.assert_problem(f"{kind}/txtsentry: the selector")
        self.setUp()
        self.pod["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"] = {"a": "b"}
        self.assert_problem("topology spread")

    def test_finds_ports_that_nobody_has(self):
        self.only("Service")["spec"]["ports"][0]["targetPort"] = "nobody"
        self.assert_problem("targetPort nobody")
        self.container["readinessProbe"]["grpc"]["port"] = 8501
        self.assert_problem("readinessProbe asks port 8501")

    def test_finds_probes_that_ask_the_wrong_service(self):
        self.container["livenessProbe"]["grpc"]["service"] = manifest_rules.HEALTH_SERVICE
        self.assert_problem("livenessProbe asks")
        del self.container["startupProbe"]
        self.assert_problem("startupProbe is not a gRPC probe")

    def test_finds_too_little_time_to_drain(self):
        self.pod["terminationGracePeriodSeconds"] = 10
        self.assert_problem("terminationGracePeriodSeconds 10 is under 15")
        self.container["args"] = []
        self.assert_problem("no --lame-duck-ms")

    def test_finds_missing_resources_accounts_and_volumes(self):
        del self.container["resources"]["limits"]["memory"]
        self.assert_problem("no memory in limits")
        del self.pod["enableServiceLinks"]
        self.assert_problem("enableServiceLinks")
        self.pod["automountServiceAccountToken"] = True
        self.assert_problem("automountServiceAccountToken")
        self.pod["serviceAccountName"] = "default"
        self.assert_problem("serviceAccountName")
        self.pod["volumes"] = []
        self.assert_problem("volume tmp is mounted")

    def test_finds_missing_and_doubled_parts(self):
        for kind in ("Namespace", "ServiceAccount", "Deployment", "PodDisruptionBudget"):
            with self.subTest(kind):
                self.setUp()
                self.documents.remove(self.only(kind))
                self.assert_problem(f"no {kind}")
        self.setUp()
        self.documents.append(copy.deepcopy(self.deployment))
        self.assert_problem("Deployment/txtsentry stands twice")
        self.deployment["metadata"]["namespace"] = "default"
        self.assert_problem("its namespace is not among")
        for service in manifest_rules.of_kind(self.documents, "Service"):
            service["spec"].pop("clusterIP", None)
        self.assert_problem("0 headless Services")

    def test_finds_pods_that_do_not_fit_the_image(self):
        self.assert_problem("the image's USER is",
                            DOCKERFILE.replace("USER 65532:65532", "USER 1000:1000", 1))
        self.assert_problem("the image has EXPOSE", DOCKERFILE.replace("EXPOSE 8500", "EXPOSE 1"))
        self.assert_problem("listens on", DOCKERFILE.replace("0.0.0.0:8500", "0.0.0.0:8501"))
        self.container["image"] = "txtsentry"
        self.assert_problem("has no version")

    def test_says_when_a_kustomization_does_not_render(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "kustomization.yaml").write_text("resources: [missing.yaml]\n",
                                                                  encoding="utf-8")
            with self.assertRaisesRegex(RuntimeError, "missing.yaml"):
                validate.render(os.environ["KUBECTL"], folder)

    def test_exits_with_1_on_a_problem_and_with_2_on_wrong_usage(self):
        rules = manifest_rules.problems
        manifest_rules.problems = lambda documents, dockerfile: ["a fault"]
        try:
            with contextlib.redirect_stdout(io.StringIO()) as output:
                self.assertEqual(validate.main(["validate.py", os.environ["KUBECTL"]]), 1)
        finally:
            manifest_rules.problems = rules
        self.assertIn("a fault", output.getvalue())
        with contextlib.redirect_stderr(io.StringIO()):
            self.assertEqual(validate.main(["validate.py"]), 2)


class DockerfileLint(unittest.TestCase):
    def test_finds_a_bad_dockerfile(self):
        result = subprocess.run([os.environ["HADOLINT"], "-"], input="FROM debian\nRUN cd /x\n",
                                capture_output=True, text=True, check=False)
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("DL3006", result.stdout)


@unittest.skipUnless(shutil.which("dpkg-query") and shutil.which("strip"), "not a Debian builder")
class StageRuntime(unittest.TestCase):
    def stage(self, folder, programs):
        bin_dir, model_dir = folder / "bin", folder / "model"
        bin_dir.mkdir()
        model_dir.mkdir()
        (model_dir / "model.json").write_text("{}", encoding="utf-8")
        for name, source in programs.items():
            shutil.copy(source, bin_dir / name)
        return subprocess.run([STAGE_RUNTIME, bin_dir, model_dir, folder / "out"],
                              capture_output=True, text=True, check=False)

    def test_lists_the_packages_that_own_the_needed_libraries(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            result = self.stage(folder, {"txtsentryd": shutil.which("ls"),
                                         "txtsentry": shutil.which("true")})
            self.assertEqual(result.returncode, 0, result.stderr)
            share = folder / "out/usr/share/txtsentry"
            packages = (share / "runtime-packages").read_text(encoding="utf-8").splitlines()
            names = [package.split("=")[0] for package in packages]
            self.assertIn("libselinux1", names)
            self.assertEqual(names, sorted(set(names)))
            self.assertTrue((share / "models/default/model.json").is_file())
            self.assertTrue((folder / "out/usr/bin/txtsentryd").resolve().is_file())

    def test_refuses_a_folder_without_the_programs(self):
        with tempfile.TemporaryDirectory() as name:
            result = self.stage(pathlib.Path(name), {"txtsentryd": shutil.which("ls")})
            self.assertNotEqual(result.returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
