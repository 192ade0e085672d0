// How a file of cases is read. cases_test.go reads them alike.

// A case that begins with one of these words is statements and returns its
// value; any other is an expression.
const statements = /^(const|let|var|class|function|try|for|if|return|switch|async function|async function\*|function\*|while|do) |^\w+: /

export function source(code) {
  return statements.test(code) ? "async () => { " + code + "\n}" : "async () => { return (" + code + "\n) }"
}

// parse returns the file's zone, whether its answers are written by hand,
// whether the words of errors count, and its cases in order.
export function parse(text) {
  const file = { zone: "Asia/Shanghai", byHand: false, errorsByName: false, cases: [] }
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("# zone ")) file.zone = line.slice(7)
    else if (line === "# answers by hand") file.byHand = true
    else if (line === "# errors by name") file.errorsByName = true
    else if (line !== "" && !line.startsWith("#") && !line.startsWith("//")) file.cases.push(line)
  }
  return file
}
