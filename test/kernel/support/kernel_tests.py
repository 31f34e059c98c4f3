"""jupyter_kernel_test with every sample that TypeScript has an answer to. Prints a line of JSON for each test.

Left out:
- code_page_something: IPython's pager (`print?`) has no counterpart; tslab has no call that pages.
"""

import json
import sys
import unittest

import jupyter_kernel_test


class TypeScriptTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = 'console.log("hello, world")'
    code_stderr = 'console.error("test")'
    completion_samples = [
        {"text": "Number.MAX_SAF", "matches": {"MAX_SAFE_INTEGER"}},
        {"text": "[1].flatM", "matches": {"flatMap"}},
        {"text": "const o = {alpha: 1}; o.al", "matches": {"alpha"}},
    ]
    complete_code_samples = [
        "",
        "1",
        'console.log("hello, world")',
        "const f = (x: number) => x * 2;\nf(3)",
        "function f() {\n  return 1;\n}",
        "await (Promise.resolve(1))",
        "// a comment",
    ]
    incomplete_code_samples = [
        "if (true) {",
        'console.log("hello, world"',
        "function f(x: number",
        "const a = [1,\n",
        "const s = `line",
        "/* a comment",
        "1 +",
    ]
    invalid_code_samples = [
        "const = 3",
        'const s = "text',
        "f(1))",
        "let 1a = 2",
        "if (true) }",
    ]
    code_generate_error = "throw new Error('boom')"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "[1, 2].map((x) => x * 2)", "result": "[ 2, 4 ]"},
        {"code": "await Promise.resolve({a: 1})", "result": "{ a: 1 }"},
        {"code": "null", "result": "null"},
    ]
    code_display_data = [
        {"code": 'import { display } from "tslab"; display.html("<b>bold</b>")', "mime": "text/html"},
        {"code": 'import * as tslab from "tslab"; tslab.display.markdown("*it*")', "mime": "text/markdown"},
        {"code": "tslab.newDisplay().text('plain')", "mime": "text/plain"},
    ]
    code_history_pattern = "1 + ?*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = '(require("tslab") as any).clearOutput()'


class TypeScriptWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tslab"
    support_iopub_welcome = True


class JsonResult(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.problems = []

    def addError(self, test, err):
        super().addError(test, err)
        self.problems.append(self._exc_info_to_string(err, test))

    def addFailure(self, test, err):
        self.addError(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.problems.append(self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.report(test, "skipped", reason)

    def stopTest(self, test):
        super().stopTest(test)
        if not any(skipped is test for skipped, _ in self.skipped):
            self.report(test, "failed" if self.problems else "passed", "\n".join(self.problems))

    def report(self, test, outcome, detail):
        print(json.dumps({"test": test._testMethodName, "outcome": outcome, "detail": detail}), flush=True)


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    suite.run(JsonResult())
