package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// sayer makes users write, at thousands of texts a second, through the
// simulator's control API. It does not wait for one answer before it sends the
// next request, so that it takes little of the machine that it measures on.
type sayer struct {
	lines []chan []byte // requests, one channel a connection
	next  int
	all   sync.WaitGroup

	mu  sync.Mutex // guards err, which connections set
	err error
}

const sayerConnections = 4

func newSayer(address string) (*sayer, error) {
	s := &sayer{}
	for range sayerConnections {
		c, err := net.Dial("tcp", address)
		if err != nil {
			s.close()
			return nil, err
		}
		// Texts never wait for the network: 64k more than ever are on their way.
		lines := make(chan []byte, 64<<10)
		s.lines = append(s.lines, lines)
		s.all.Go(func() { s.write(c, lines) }) // ends by close
		s.all.Go(func() { s.read(c) })         // ends with the connection
	}
	return s, nil
}

// close ends the connections.
func (s *sayer) close() {
	for _, lines := range s.lines {
		close(lines)
	}
	s.all.Wait()
}

// say lets a user write to a bot. Texts of one user keep their order when they
// are said one after another's reply.
func (s *sayer) say(bot, user, text string) {
	body := fmt.Appendf(nil, `{"bot":%q,"user":%q,"text":%q}`, bot, user, text)
	s.lines[s.next%len(s.lines)] <- fmt.Appendf(nil, "POST /sim/say HTTP/1.1\r\nHost: bench\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	s.next++
}

// failed is the first error since it was asked last.
func (s *sayer) failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.err
	s.err = nil
	return err
}

func (s *sayer) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

func (s *sayer) write(c net.Conn, lines chan []byte) {
	defer c.Close()
	out := bufio.NewWriter(c)
	for line := range lines {
		_, err := out.Write(line)
		if err == nil && len(lines) == 0 {
			err = out.Flush()
		}
		if err != nil {
			s.fail(err)
		}
	}
}

func (s *sayer) read(c net.Conn) {
	in := bufio.NewReader(c)
	for {
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			if !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.EOF) {
				s.fail(err)
			}
			return
		}
		text, err := io.ReadAll(answer.Body)
		if err == nil && answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("simulator: say: %s %.300s", answer.Status, text)
		}
		if err != nil {
			s.fail(err)
		}
	}
}
