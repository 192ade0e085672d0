package sim

import (
	"html/template"
	"net/http"
	"sync"
)

// qrPage is what the link in a QR code opens: it stands for the phone.
var qrPage = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("qr").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>iLink simulator: log in</title>
<style>
 body { font: 16px/1.5 system-ui, sans-serif; max-width: 26em; margin: 3em auto; padding: 0 1em; color: #1c1c1c; background: #fff }
 button, input { font: inherit; padding: .5em 1em; border: 1px solid #888; border-radius: .4em }
 button { background: #fff; cursor: pointer } button.main { background: #07a24f; border-color: #07a24f; color: #fff }
 code { font-size: 2em; letter-spacing: .2em } label { display: block; margin: 1em 0 }
</style>
<h1>Log in a bot</h1>
{{if .Problem}}<p role="alert">{{.Problem}}</p>{{end}}
<p>This page plays the phone that scans the QR code. State: <strong>{{.State.Status}}</strong></p>
{{if .State.Code}}<p>Type these digits where the bot asks for them:</p><p><code>{{.State.Code}}</code></p>{{end}}
{{if .Open}}<form method="post">
<label>Scanned by <input name="user" value="{{.User}}"></label>
<p><button class="main" name="action" value="confirm">Confirm</button>
<button name="action" value="scan">Only scan</button>
<button name="action" value="need_verifycode">Ask for a code</button>
<button name="action" value="expire">Let it expire</button></p>
</form>{{end}}
</html>
`))
})

type qrPageData struct {
	State   QRState
	Open    bool
	User    string
	Problem string
}

// serveQRPage shows the page; its buttons post back to it.
func (s *Server) serveQRPage(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Query().Get("qrcode")
	var data qrPageData
	if r.Method == http.MethodPost {
		_, err := s.QR(QRAction{Action: r.PostFormValue("action"), User: r.PostFormValue("user"), QRCode: key})
		if err != nil {
			data.Problem = err.Error()
		}
	}
	s.mu.Lock()
	q := s.st.qrs[key]
	if q != nil {
		data.State, data.Open, data.User = q.state(), !q.over(), s.scannerLocked(q)
	}
	s.mu.Unlock()
	if q == nil {
		http.Error(w, "this QR code was never issued, or the simulator was reset", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = qrPage().Execute(w, data) // the browser may be gone
}
