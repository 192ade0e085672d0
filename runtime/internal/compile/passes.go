package compile

// passes are made on each program, in this order.
var passes = []Pass{
	newTarget,
	evals,
	recursion, // the last: it adds no calls that others would have to see
}
