package console

import (
	"cmp"
	"net/http"
	"strconv"
)

func (a *api) messages(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	before, err := strconv.ParseUint(cmp.Or(q.Get("before"), "0"), 10, 64)
	limit, err2 := strconv.Atoi(cmp.Or(q.Get("limit"), "50"))
	if err != nil || err2 != nil || limit < 1 || limit > 1000 {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", "before is a message's row, limit a number from 1 to 1000", "")
		return
	}
	list, err := a.backend.Messages(MessageFilter{
		Failed: q.Get("failed") == "true", Ticks: q.Get("ticks") == "true", Before: before, Limit: limit,
	})
	if err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, list)
}

func (a *api) retry(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 64)
	if err != nil {
		fail(w, http.StatusBadRequest, "BAD_REQUEST", "the row of a message is a number", "GET /api/messages lists them")
		return
	}
	if err := a.backend.Retry(r.Context(), id); err != nil {
		failWith(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]bool{"ok": true})
}
