"""Negative controls of compose_rules: each fault that is put into the example must be found."""

import pathlib
import tempfile
import unittest

import compose_rules
import validate

DOCKERFILE = (validate.REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = validate.REPOSITORY / validate.COMPOSE


class ComposeTest(unittest.TestCase):
    def problems(self, old="", new=""):
        text = COMPOSE.read_text(encoding="utf-8")
        self.assertIn(old, text)
        with tempfile.TemporaryDirectory() as scratch:
            # As deep as the example is, so that its relative paths can be followed.
            folder = pathlib.Path(scratch) / "examples" / "compose"
            folder.mkdir(parents=True)
            (pathlib.Path(scratch) / "Dockerfile").write_text(DOCKERFILE)
            (folder / "records.txt").write_text("")
            (folder / "compose.yaml").write_text(text.replace(old, new, 1) if old else text)
            return compose_rules.problems(folder / "compose.yaml", DOCKERFILE)

    def test_the_example_has_no_problem(self):
        self.assertEqual(self.problems(), [])

    def test_finds_each_fault(self):
        for old, new, words in (
                ("healthcheck:", "healthchek:", "healthchek"),
                ("condition: service_healthy", "condition: healthy", "healthy"),
                ("read_only: true", "read_only: perhaps", "read_only"),
                ("image: txtsentry:0.1.0", "image: txtsentry:0.0.9", "is not of version"),
                ("- ALL", "- NET_RAW", "do not drop ALL"),
                ("127.0.0.1:8500:8500", "8500:8500", "open to other machines"),
                ("./records.txt", "./missing.txt", "is no file here"),
                ("build: ../..", "build: ..", "no Dockerfile"),
                ("depends_on:\n      server:", "depends_on:\n      other:", "which there is not"),
                ("healthcheck:", "x-healthcheck:", "has no healthcheck"),
        ):
            with self.subTest(words):
                found = self.problems(old, new)
                self.assertTrue(any(words in problem for problem in found), found)


if __name__ == "__main__":
    unittest.main()
