package bindings

// Name is one JavaScript name of this package, as rules write it.
type Name struct {
	Object string // "bot", "msg", "store"; "" for a global
	Name   string
}

// String is the name as rules write it.
func (n Name) String() string {
	if n.Object == "" {
		return n.Name
	}
	return n.Object + "." + n.Name
}

// Names are all JavaScript names of this package. They are read from the
// tables that the objects are made of, so none can be missing; tests hold them
// against the declarations, the documentation and the test scripts.
func Names() []Name {
	var names []Name
	add := func(object, name string) { names = append(names, Name{object, name}) }
	for _, name := range Globals() {
		if name != "console" { // as everywhere else
			add("", name)
		}
	}
	for _, f := range botFunctions {
		add("bot", f.name)
	}
	addFacts(add, "msg", messageFacts, messageVerbs)
	addFacts(add, "media", mediaFacts, mediaVerbs)
	addFacts(add, "upload", uploadFacts, nil)
	addFacts(add, "receipt", receiptFacts, nil)
	for _, v := range storeVerbs {
		add("store", v.name)
	}
	add("store", "shared")
	return names
}

func addFacts[T any](add func(object, name string), object string, facts []fact[T], verbs []verb[T]) {
	for _, f := range facts {
		add(object, f.name)
	}
	for _, v := range verbs {
		add(object, v.name)
	}
}
