package node_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotreply/runtime/internal/jstest"
	"hotreply/runtime/node"
)

// differs are the errors that say more than Node's.
var differs = map[string]string{
	"rm dir":            "Error ERR_FS_EISDIR -",                     // no class of its own
	"fetch url":         "TypeError ERR_INVALID_URL ERR_INVALID_URL", // the code is found at the error, too
	"crypto.createHash": "Error ERR_CRYPTO_INVALID_DIGEST -",         // the code that createHmac gives
}

const codesHead = `import * as fs from "fs/promises"; import fsc from "fs"; import path from "path"; import nodeCrypto from "crypto";
import events, { EventEmitter } from "events"; import util from "util"; import assert from "assert"; import { StringDecoder } from "string_decoder";
import url from "url"; import timers from "timers/promises";
`

const codesTail = `
globalThis.ask = async () => {
  await fs.mkdir("dir"); await fs.mkdir("full"); await fs.writeFile("full/a", "x"); await fs.writeFile("file", "x");
  const out = {};
  for (const [name, f] of Object.entries(cases)) {
    try { await f(); out[name] = "none"; } catch (e) { out[name] = [e.name, e.code, e.cause?.code].map(x => x ?? "-").join(" "); }
  }
  return JSON.stringify(out);
};`

// TestCodes compares name, code and the cause's code of errors with what Node
// gives, as it was recorded.
func TestCodes(t *testing.T) {
	cases, err := os.ReadFile(filepath.Join("testdata", "codes", "cases.js"))
	if err != nil {
		t.Fatal(err)
	}
	recorded, err := os.ReadFile(filepath.Join("testdata", "codes", "node.json"))
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]string{}, map[string]string{}
	if err := json.Unmarshal(recorded, &want); err != nil {
		t.Fatal(err)
	}
	for name, line := range differs {
		want[name] = line
	}
	text := codesHead + strings.Replace(string(cases), "export const", "const", 1) + codesTail
	v, err := jstest.Value(jstest.Script(t, options(t, node.Options{}), "codes.js", text), "ask()")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(v.(string)), &got); err != nil {
		t.Fatal(err)
	}
	for name, line := range want {
		if got[name] != line {
			t.Errorf("%s: %q, Node has %q", name, got[name], line)
		}
	}
	if len(got) != len(want) || len(want) < 100 {
		t.Errorf("%d answers, %d were recorded", len(got), len(want))
	}
}
