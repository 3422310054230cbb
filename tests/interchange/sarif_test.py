#!/usr/bin/env python3
"""What `callchain export --to sarif` and `callchain fit --format sarif` write is valid by SARIF 2.1.0's own schema, which a
package of the npm registry has; fastjsonschema of PyPI validates.

    sarif_test.py CALLCHAIN MAKE_GRAPH
"""
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "builds")]
import fetch
from graphs import Graphs

CALLCHAIN, MAKE_GRAPH = map(os.path.abspath, sys.argv[1:3])
PACKAGE, DIGEST = "@microsoft/jest-sarif@1.0.0-beta.0", "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102"
SCHEMA = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
VALIDATOR = ("fastjsonschema", "2.22.3", "f670b443830b75aca3f00b75949efa20f4b2a80302ec7a21505c28dd54cffd43", lambda path: path.startswith("fastjsonschema/"))


def schema(folder):
    fetch.npm(PACKAGE, DIGEST, folder, [SCHEMA])


with open(os.path.join(fetch.unpacked("sarif-schema-" + DIGEST[:16], schema), SCHEMA), encoding="utf-8") as stream:
    TEXT = json.load(stream)
sys.path.insert(0, fetch.wheels("fastjsonschema-" + VALIDATOR[2][:16], [VALIDATOR]))
import fastjsonschema


class Sarif(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.graphs = Graphs(CALLCHAIN, MAKE_GRAPH)
        cls.addClassCleanup(cls.graphs.folder.cleanup)
        cls.valid = staticmethod(fastjsonschema.compile(TEXT))

    def test_exports(self):
        results = 0
        for name in self.graphs.names:
            with open(self.graphs.export(name, "sarif"), encoding="utf-8") as stream:
                told = json.load(stream)
            self.valid(told)
            results += len(told["runs"][0]["results"])
        self.assertGreater(results, 3)

    def test_fit(self):
        for name in self.graphs.names:
            told = json.loads(self.graphs.run("fit", f"{name}.ccg", "--format", "sarif"))
            self.valid(told)

    def test_what_is_none(self):
        with self.assertRaises(fastjsonschema.JsonSchemaValueException):
            self.valid({"version": "2.1.0", "runs": [{"results": []}]})  # without a tool


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
