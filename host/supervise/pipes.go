package supervise

import (
	"fmt"
	"os"
	"os/exec"
)

// childPipes is the supervisor's view of the pipes to a child: words go down
// control, notices come up status, and what is written for people comes up
// words. The child's ends are closed here once it has its own copies, so that
// each side sees the other's end as end of file.
type childPipes struct {
	control, status, words                *os.File
	childControl, childStatus, childWords *os.File
}

// passPipes makes the pipes and arranges for cmd to inherit the child's ends.
func passPipes(cmd *exec.Cmd) (*childPipes, error) {
	p := &childPipes{}
	var err error
	for _, ends := range [][2]**os.File{{&p.childControl, &p.control}, {&p.status, &p.childStatus}, {&p.words, &p.childWords}} {
		if *ends[0], *ends[1], err = os.Pipe(); err != nil {
			p.close()
			return nil, err
		}
	}
	value, err := inherit(cmd, p.childControl, p.childStatus, p.childWords)
	if err != nil {
		p.close()
		return nil, err
	}
	cmd.Env = append(cmd.Environ(), Variable+"="+value)
	return p, nil
}

func (p *childPipes) closeChildEnds() {
	closeFiles(&p.childControl, &p.childStatus, &p.childWords)
}

func (p *childPipes) close() {
	p.closeChildEnds()
	closeFiles(&p.control, &p.status, &p.words)
}

func closeFiles(files ...**os.File) {
	for _, f := range files {
		if *f != nil {
			_ = (*f).Close()
			*f = nil
		}
	}
}

// openPipes is the child's side of inherit.
func openPipes(value string) (control, status, words *os.File, err error) {
	var fds [3]uintptr
	if _, err := fmt.Sscanf(value, "%d,%d,%d", &fds[0], &fds[1], &fds[2]); err != nil {
		return nil, nil, nil, err
	}
	keepFromChildren(fds[:]...)
	control, status, words = os.NewFile(fds[0], "control"), os.NewFile(fds[1], "status"), os.NewFile(fds[2], "words")
	if control == nil || status == nil || words == nil {
		return nil, nil, nil, os.ErrInvalid
	}
	return control, status, words, nil
}
