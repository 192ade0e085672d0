package sim

import (
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

func (s *Server) routeCDN(m *http.ServeMux) {
	m.HandleFunc("/c2c/upload", s.cdn("upload", http.MethodPost, s.cdnUpload))
	m.HandleFunc("/c2c/download", s.cdn("download", http.MethodGet, s.cdnDownload))
}

// cdn serves one of the CDN's two operations, by the way of faults and of what
// both have in common.
func (s *Server) cdn(op, method string, serve func(*call)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{op: op, w: w, r: r, began: time.Now()}
		s.count(op)
		if r.Method != method {
			s.violation(factsOf(r, op, nil), "method "+r.Method+", not "+method)
			http.NotFound(w, r)
			return
		}
		for _, name := range []string{"Authorization", "X-WECHAT-UIN"} {
			if r.Header.Get(name) != "" {
				c.violate("the CDN was sent the header " + name)
			}
		}
		if !s.cdnFault(c) {
			serve(c)
		}
	}
}

// cdnFault lets faults strike that replace the whole answer.
func (s *Server) cdnFault(c *call) bool {
	if a, failed := s.failBefore(c); failed {
		s.drain(c)
		s.write(c, a)
		return true
	}
	if f, hit := s.strike(onCDN, c.op, kind("cdn_slow")); hit {
		c.fault = f.Kind
		s.pause(c, f.delayOr(slowDefault))
	}
	for _, status := range []int{500, 400, 404} {
		if f, hit := s.strike(onCDN, c.op, kind(fmt.Sprint("cdn_", status))); hit {
			c.fault = f.Kind
			s.drain(c)
			s.cdnError(c, status, -1, "simulated failure")
			return true
		}
	}
	return false
}

// drain reads the body to its end, as the service does before it complains.
func (s *Server) drain(c *call) { _, _ = io.Copy(io.Discard, c.r.Body) }

// cdnError is how the CDN refuses: by status and two headers.
func (s *Server) cdnError(c *call, status, code int, message string) {
	h := c.w.Header()
	h.Set("x-error-code", strconv.Itoa(code))
	h.Set("x-error-message", message)
	s.finish(c, status, h, []byte(message), false)
	http.Error(c.w, message, status)
}

func (s *Server) cdnUpload(c *call) {
	q := c.r.URL.Query()
	s.mu.Lock()
	u := s.st.uploads[q.Get("encrypted_query_param")]
	mode, files := s.st.set.Uploads, s.st.files
	forgotten := s.st.forgotten[q.Get("encrypted_query_param")]
	s.mu.Unlock()
	if u == nil {
		s.drain(c)
		if !forgotten {
			c.violate("upload to an encrypted_query_param that was never issued")
		}
		s.cdnError(c, http.StatusBadRequest, -1, "invalid encrypted_query_param")
		return
	}
	if ct := c.r.Header.Get("Content-Type"); ct != "application/octet-stream" {
		c.violate("Content-Type is " + strconv.Quote(ct) + ", want application/octet-stream")
	}
	if limit := s.Settings().ParamLimit; limit > 0 && u.size > limit && !u.fullURL {
		s.drain(c)
		s.cdnError(c, http.StatusInternalServerError, -1, "too large for a client-built URL")
		return
	}
	if u.mediaType == uploadVideo {
		if f, hit := s.strike(onCDN, c.op, kind("cdn_probe_preview")); hit {
			c.fault = f.Kind
			s.drain(c)
			s.cdnError(c, http.StatusBadRequest, -5102004, "probe preview error")
			return
		}
	}
	if c.r.ContentLength != u.size {
		s.drain(c)
		s.refuseUpload(c, fmt.Sprintf("Content-Length is %d, declared were %d bytes", c.r.ContentLength, u.size))
		return
	}
	path, err := receive(c.r.Body, u, mode, files)
	if wrong := (*contentError)(nil); errors.As(err, &wrong) {
		s.drain(c)
		s.refuseUpload(c, wrong.problem)
		return
	}
	if err != nil {
		s.cdnError(c, http.StatusInternalServerError, -1, "receive: "+err.Error())
		return
	}
	s.uploaded(c, u, path)
}

func (s *Server) refuseUpload(c *call, problem string) {
	c.violate(problem)
	s.cdnError(c, http.StatusBadRequest, -1, problem)
}

// uploaded answers a sound upload.
func (s *Server) uploaded(c *call, u *upload, path string) {
	s.mu.Lock()
	xep := s.opaqueLocked("", 384)
	u.path = path
	s.st.uploaded[xep] = u
	_, bare := s.strikeLocked(onCDN, c.op, kind("cdn_no_header"))
	s.mu.Unlock()
	if !bare {
		c.w.Header().Set("x-encrypted-param", xep)
	}
	s.write(c, s.failAfter(c, answer{raw: []byte{}}))
}

// contentError is a body that is not what was announced.
type contentError struct{ problem string }

func (e *contentError) Error() string { return e.problem }

// receive takes a body with memory for one chunk: it decrypts with the
// announced key and checks padding, size and MD5. Mode "keep" spools the
// plaintext, "check" does not, "count" only counts bytes.
func receive(body io.Reader, u *upload, mode string, files *spool) (path string, err error) {
	if mode == "count" {
		_, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, body, make([]byte, 4*chunk))
		return "", err
	}
	check := func(to io.Writer) error {
		sum := md5.New()
		o, err := newOpener(io.MultiWriter(sum, to), u.aesKey)
		if err != nil {
			return err
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{o}, body, make([]byte, chunk)); err != nil {
			return err
		}
		if err := o.finish(); err != nil {
			return &contentError{err.Error()}
		}
		if o.size != u.rawSize {
			return &contentError{fmt.Sprintf("plaintext has %d bytes, rawsize says %d", o.size, u.rawSize)}
		}
		if got := hex.EncodeToString(sum.Sum(nil)); got != u.rawMD5 {
			return &contentError{"plaintext has MD5 " + got + ", rawfilemd5 says " + u.rawMD5}
		}
		return nil
	}
	if mode == "check" {
		return "", check(io.Discard)
	}
	return files.write(check)
}

func (s *Server) cdnDownload(c *call) {
	q := c.r.URL.Query()
	param := q.Get("encrypted_query_param")
	s.mu.Lock()
	f := s.st.objects[param]
	_, own := s.st.uploaded[param]
	forgotten := s.st.forgotten[param]
	needTask := s.st.set.BuiltURLs == "refuse"
	_, short := s.strikeLocked(onCDN, c.op, kind("cdn_truncate"))
	s.mu.Unlock()
	switch {
	case own:
		c.violate("download of an own upload: the service does not serve those")
	case f == nil && !forgotten:
		c.violate("download of an encrypted_query_param that was never issued")
	case needTask && q.Get("taskid") == "":
		f = nil
	}
	if f == nil {
		s.cdnError(c, http.StatusBadRequest, -1, "invalid encrypted_query_param")
		return
	}
	s.serveObject(c, f, short)
}

func (s *Server) serveObject(c *call, f *cdnObject, short bool) {
	if a := s.failAfter(c, answer{}); a.cut != cutNot || a.raw != nil {
		s.write(c, a)
		return
	}
	body, err := f.open()
	if err != nil {
		s.cdnError(c, http.StatusNotFound, -1, "the file is gone")
		return
	}
	defer body.Close()
	if short {
		c.fault = "cdn_truncate"
	}
	s.finish(c, http.StatusOK, nil, s.recordable(f), false)
	c.w.Header().Set("Content-Type", "application/octet-stream")
	c.w.Header().Set("Content-Length", strconv.FormatInt(f.sealed, 10))
	if short {
		_, _ = io.CopyN(c.w, body, f.sealed/2)
		_ = http.NewResponseController(c.w).Flush() // what follows cuts the connection in any case
		panic(http.ErrAbortHandler)
	}
	_, _ = io.Copy(c.w, body) // the client may go away at any time
}

// recordable is the content of a small file while a recording runs, else nil.
func (s *Server) recordable(f *cdnObject) []byte {
	s.mu.Lock()
	on := s.recording && f.sealed <= keptFile
	s.mu.Unlock()
	if !on {
		return nil
	}
	body, err := f.open()
	if err != nil {
		return nil
	}
	defer body.Close()
	raw, err := io.ReadAll(body)
	if err != nil {
		return nil
	}
	return raw
}
