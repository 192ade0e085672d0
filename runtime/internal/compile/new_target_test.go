package compile

import (
	"testing"

	"github.com/dop251/goja"
)

// The values are Node's.
func TestNewTarget(t *testing.T) {
	for code, want := range map[string]string{
		`function f() { return typeof new.target } function G() { this.v = f() } new G().v`:                                 "undefined",
		`function f() { return typeof new.target } class G { constructor() { this.v = ({ f }).f() } } new G().v`:            "undefined",
		`function F() { this.v = new.target.name } new F().v`:                                                               "F",
		`function F() { this.v = new.target.name } class G extends F {} new G().v`:                                          "G",
		`function F() { this.v = (() => new.target.name)() } new F().v`:                                                     "F",
		`function F() { this.v = new.target.name } function Q() {} Reflect.construct(F, [], Q) instanceof Q`:                "true",
		`class A { constructor() { this.v = new.target.name } } class B extends A { constructor() { super() } } new B().v`:  "B",
		`class A { m() { return String(new.target) } constructor() { this.v = this.m() } } new A().v`:                       "undefined",
		`const o = { m() { return String(new.target) } }; function F() { this.v = o.m() } new F().v`:                        "undefined",
		`function F(a = new.target) { this.v = a === F } new F().v`:                                                         "true",
		`function F() { if (!new.target) return new F(); this.v = 1 } function G() { this.f = F() } new G().f instanceof F`: "true",
		`function F() { return new new.target.Other() } F.Other = function () { this.v = "o" }; new F().v`:                  "o",
		`class A { x = String(new.target); static y = String(new.target) } new A().x + A.y`:                                 "undefinedundefined",
		`class A { static constructor() { this.v = String(new.target) } } A.constructor(); A.v`:                             "undefined",
	} {
		p, err := Program("t.js", code, true)
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		v, err := goja.New().RunProgram(p)
		if err != nil || v.String() != want {
			t.Errorf("%s: %v %v, want %s", code, v, err, want)
		}
	}
}
