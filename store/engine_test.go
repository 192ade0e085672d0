package store

import (
	"fmt"
	"os"
	"testing"
)

// engineEnv names the engine under test; without it the tests run on both, one
// after the other.
const engineEnv = "STORE_TEST_ENGINE"

func TestMain(m *testing.M) {
	if os.Getenv(engineEnv) != "" {
		os.Exit(m.Run())
	}
	for _, engine := range []Engine{EngineBolt, EngineLog} {
		fmt.Println("engine:", engine)
		if err := os.Setenv(engineEnv, string(engine)); err != nil { // children of tests have it, too
			panic(err)
		}
		if code := m.Run(); code != 0 {
			os.Exit(code)
		}
	}
}

// Tested is the engine under test.
func Tested() Engine { return Engine(os.Getenv(engineEnv)) }
