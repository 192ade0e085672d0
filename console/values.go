package console

import "net/http"

func (a *api) dumpStore(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err := a.backend.Dump(r.Context(), w); err != nil {
		panic(http.ErrAbortHandler) // half a dump must not look whole
	}
}

func (a *api) loadStore(w http.ResponseWriter, r *http.Request) {
	done, err := a.backend.Load(r.Context(), http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]int{"loaded": done.Set, "expired": done.Expired})
}
