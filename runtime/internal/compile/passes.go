package compile

// passes are made on each program, in this order.
var passes = []Pass{}
