test("never", t => {})
test(3, t => {})
