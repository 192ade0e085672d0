package host

import (
	"fmt"
	"os"
	"os/exec"
)

// pipePair is the supervisor's view of the two pipes to a child: words go down
// control, notices come up status. The child's ends are closed here once it
// has its own copies, so that each side sees the other's end as end of file.
type pipePair struct {
	control, status           *os.File
	childControl, childStatus *os.File
}

// passPipes makes the pipes and arranges for cmd to inherit the child's ends.
func passPipes(cmd *exec.Cmd) (*pipePair, error) {
	p := &pipePair{}
	var err error
	if p.childControl, p.control, err = os.Pipe(); err != nil {
		return nil, err
	}
	if p.status, p.childStatus, err = os.Pipe(); err != nil {
		p.close()
		return nil, err
	}
	value, err := inherit(cmd, p.childControl, p.childStatus)
	if err != nil {
		p.close()
		return nil, err
	}
	cmd.Env = append(cmd.Environ(), ChildVariable+"="+value)
	return p, nil
}

func (p *pipePair) closeChildEnds() {
	closeFiles(&p.childControl, &p.childStatus)
}

func (p *pipePair) close() {
	closeFiles(&p.childControl, &p.childStatus, &p.control, &p.status)
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
func openPipes(value string) (control, status *os.File, err error) {
	var c, s uintptr
	if _, err := fmt.Sscanf(value, "%d,%d", &c, &s); err != nil {
		return nil, nil, err
	}
	keepFromChildren(c, s)
	control, status = os.NewFile(c, "control"), os.NewFile(s, "status")
	if control == nil || status == nil {
		return nil, nil, os.ErrInvalid
	}
	return control, status, nil
}
