package conformance

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// The zone is that of the process, and timers read it all the time. So the
// cases of an area run in a process of their own, which has the area's zone
// before anything else happens in it.
const (
	zoneOfProcess = "HOTREPLY_TEST_ZONE"
	areaOfProcess = "HOTREPLY_TEST_AREA"
	answersFile   = "HOTREPLY_TEST_ANSWERS"
)

func TestMain(m *testing.M) {
	if name := os.Getenv(zoneOfProcess); name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		time.Local = zone
	}
	os.Exit(m.Run())
}

// askProcess is what the cases of an area give, by their code.
func askProcess(t *testing.T, a area) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "answers.json")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, "-test.run=^TestArea$", "-test.v")
	c.Env = append(os.Environ(), zoneOfProcess+"="+a.Zone, areaOfProcess+"="+a.Name, answersFile+"="+file)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", a.Name, err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{}
	if err := json.Unmarshal(text, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// TestArea is the other process: it writes what one area gives. By itself it
// runs the area of JSON, whose answers every zone shares.
func TestArea(t *testing.T) {
	name := os.Getenv(areaOfProcess)
	if name == "" {
		name = "json"
	}
	a, err := readArea(name)
	if err != nil {
		t.Fatal(err)
	}
	answers := runArea(t, a)
	if len(answers) == 0 {
		t.Errorf("%s: no answers", name)
	}
	file := os.Getenv(answersFile)
	if file == "" {
		return
	}
	text, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
