package compile

import (
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"
)

// implicit are methods that the engine calls where no call is written.
var implicit = setOf(`toString valueOf toJSON then
	toPrimitive iterator asyncIterator hasInstance species match matchAll replace search split toStringTag next return throw dispose asyncDispose
	get set has apply construct deleteProperty ownKeys getOwnPropertyDescriptor defineProperty getPrototypeOf setPrototypeOf isExtensible preventExtensions`)

// takers are functions of the language that call what they get, with the place
// of it among the arguments.
var takers = map[unistring.String]int{
	"forEach": 0, "map": 0, "filter": 0, "reduce": 0, "reduceRight": 0, "some": 0, "every": 0, "find": 0, "findIndex": 0,
	"findLast": 0, "findLastIndex": 0, "flatMap": 0, "sort": 0, "toSorted": 0, "replace": 1, "replaceAll": 1, "from": 1,
	"fromAsync": 1, "groupBy": 1, "parse": 1, "stringify": 1, "apply": 0, "construct": 0, "Promise": 0, "Proxy": 0, "try": 0,
}

// methods are the methods of the language's own objects. A program may keep a
// function of its own under one of these names, which is seen where the name is
// written.
var methods = setOf(`at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes
	indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice toReversed toSorted toSpliced unshift values with
	charAt charCodeAt codePointAt endsWith isWellFormed localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search split
	startsWith substr substring toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase toWellFormed trim trimEnd trimStart raw fromCharCode fromCodePoint
	toString toLocaleString valueOf toFixed toPrecision toExponential hasOwnProperty isPrototypeOf propertyIsEnumerable
	abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log log10 log1p log2 max min pow random round sign
	sin sinh sqrt tan tanh trunc isArray of from fromAsync isInteger isFinite isNaN isSafeInteger parseInt parseFloat
	assign create defineProperties defineProperty freeze fromEntries getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames
	getOwnPropertySymbols getPrototypeOf groupBy hasOwn is isExtensible isFrozen isSealed preventExtensions seal setPrototypeOf
	ownKeys deleteProperty parse stringify then catch finally all allSettled any race resolve reject withResolvers
	get set has add delete clear union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom
	test exec call apply bind next now UTC getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset
	getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds setDate setFullYear setHours
	setMilliseconds setMinutes setMonth setSeconds setTime toDateString toISOString toJSON toLocaleDateString toLocaleTimeString toTimeString toUTCString
	subarray setUint8 getUint8 getInt8 setInt8 getUint16 setUint16 getInt16 setInt16 getUint32 setUint32 getInt32 setInt32 getFloat32 setFloat32
	getFloat64 setFloat64 deref description for keyFor`)

// globals are the language's own functions.
var globals = setOf(`AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError
	FinalizationRegistry Float32Array Float64Array Int16Array Int32Array Int8Array Map Number Object Promise Proxy RangeError ReferenceError
	RegExp Set String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet
	decodeURI decodeURIComponent encodeURI encodeURIComponent escape isFinite isNaN parseFloat parseInt unescape
	setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask structuredClone fetch atob btoa`)

func setOf(words string) map[unistring.String]bool {
	set := map[unistring.String]bool{}
	for w := range strings.FieldsSeq(words) {
		set[unistring.String(w)] = true
	}
	return set
}

// handedOn notes the functions that a call of the language's own gets: it
// calls them. Functions of the program call what they get by themselves.
func (c *calls) handedOn(callee ast.Expression, arguments []ast.Expression) {
	switch name := nameOf(link(callee)); name {
	case "defineProperty", "defineProperties", "create":
		c.descriptors(arguments)
	case "Proxy":
		c.descriptors(arguments)
		c.given(arguments)
	case "__defineGetter__", "__defineSetter__":
		c.becomesGetter(arguments)
	case "call", "apply": // Array.prototype.map.call(list, f)
		if d, ok := link(callee).(*ast.DotExpression); ok {
			if _, ok := takers[nameOf(d.Left)]; ok || nameOf(d.Left) == "Reflect" {
				c.given(arguments)
			}
		}
	default:
		if at, ok := takers[name]; ok && len(arguments) > 0 {
			c.given(arguments[min(at, len(arguments)-1):min(at+1, len(arguments))])
		}
	}
}

// link is what stands behind the marks of an optional chain.
func link(e ast.Expression) ast.Expression {
	switch n := e.(type) {
	case *ast.Optional:
		return link(n.Expression)
	case *ast.OptionalChain:
		return link(n.Expression)
	}
	return e
}

func (c *calls) given(arguments []ast.Expression) {
	for _, e := range arguments {
		if list, ok := e.(*ast.ArrayLiteral); ok {
			c.given(list.Value)
			continue
		}
		c.calls(e)
	}
}

// descriptors notes getters, setters and traps that are not written where they
// are given: the engine then calls what nobody knows.
func (c *calls) descriptors(list []ast.Expression) {
	for _, e := range list {
		o, ok := e.(*ast.ObjectLiteral)
		if !ok {
			continue
		}
		for _, p := range o.Value {
			switch p := p.(type) {
			case *ast.PropertyKeyed:
				if _, inner := p.Value.(*ast.ObjectLiteral); inner {
					c.descriptors([]ast.Expression{p.Value})
				} else if implicit[nameOf(p.Key)] {
					c.calledByEngine(p.Value)
				}
			case *ast.PropertyShort:
				if implicit[p.Name.Name] {
					c.calledByEngine(&p.Name)
				}
			}
		}
	}
}

// becomesGetter notes what __defineGetter__ and its like get.
func (c *calls) becomesGetter(arguments []ast.Expression) {
	if len(arguments) < 2 {
		return
	}
	switch f := arguments[1].(type) {
	case *ast.FunctionLiteral, *ast.ArrowFunctionLiteral:
		c.getters[f] = true
	default:
		c.calledByEngine(f)
	}
}

// theEngine stands for all that the engine calls where no call is written.
var theEngine = key{name: "engine", kind: ofEngine}

func (c *calls) calledByEngine(e ast.Expression) { c.store(theEngine, e) }
