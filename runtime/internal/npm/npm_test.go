package npm

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"hotreply/runtime"
	"hotreply/runtime/intl"
	"hotreply/runtime/node"
	"hotreply/runtime/prelude"
	"hotreply/runtime/web"
)

// packages are scripts, each about one package; check must resolve to true.
var packages = map[string]string{
	"ajv":             `import Ajv from "ajv"; check(() => { const v = new Ajv({ code: { source: false } }).compile({ type: "object", required: ["a"] }); return v({ a: 1 }) && !v({}); });`,
	"axios":           `import axios from "axios"; check(async () => { const a = axios.create({ adapter: "fetch", baseURL: "http://127.0.0.1:1" }); return a.get("/").then(() => false, e => e.name === "AxiosError"); });`,
	"bignumber.js":    `import B from "bignumber.js"; check(() => new B("0.1").plus("0.2").toString() === "0.3");`,
	"cheerio":         `import * as cheerio from "cheerio"; check(() => cheerio.load("<p class=a>好<b>!</b></p>")("p.a").text() === "好!");`,
	"chinese-days":    `import { isHoliday, getLunarDate } from "chinese-days"; check(() => isHoliday("2024-02-10") && typeof getLunarDate("2024-02-10").lunarMon === "number");`,
	"croner":          `import { Cron } from "croner"; check(() => new Cron("0 8 * * *", { timezone: "Asia/Shanghai", paused: true }).nextRun(new Date(0)).toISOString() === "1970-01-02T00:00:00.000Z");`,
	"crypto-js":       `import C from "crypto-js"; check(() => C.MD5("abc").toString() === "900150983cd24fb0d6963f7d28e17f72" && C.AES.decrypt(C.AES.encrypt("好", "k").toString(), "k").toString(C.enc.Utf8) === "好");`,
	"date-fns":        `import { format, addDays } from "date-fns"; import { zhCN } from "date-fns/locale"; check(() => format(addDays(new Date(2024, 0, 1), 1), "yyyy-MM-dd EEEE", { locale: zhCN }) === "2024-01-02 星期二");`,
	"dayjs":           `import dayjs from "dayjs"; import utc from "dayjs/plugin/utc"; import tz from "dayjs/plugin/timezone"; import "dayjs/locale/zh-cn"; dayjs.extend(utc); dayjs.extend(tz); check(() => dayjs.utc("2024-01-02T03:04:05Z").tz("America/New_York").format("YYYY-MM-DD HH:mm Z") === "2024-01-01 22:04 -05:00" && dayjs("2024-01-02").locale("zh-cn").format("dddd") === "星期二");`,
	"eventemitter3":   `import E from "eventemitter3"; check(() => { let n = 0; const e = new E(); e.on("x", () => n++); e.emit("x"); return n === 1; });`,
	"fast-xml-parser": `import { XMLParser } from "fast-xml-parser"; check(() => new XMLParser().parse("<a><b>1</b></a>").a.b === 1);`,
	"handlebars":      `import H from "handlebars/dist/cjs/handlebars.js"; check(() => H.compile("hi {{#each l}}{{this}}{{/each}}")({ l: ["a", "b"] }) === "hi ab");`,
	"iconv-lite":      `import iconv from "iconv-lite"; check(() => iconv.decode(Buffer.from([0xc4, 0xe3]), "gbk") === "你" && iconv.encode("你", "gbk")[0] === 0xc4);`,
	"immer":           `import { produce } from "immer"; check(() => { const a = { l: [1] }; const b = produce(a, d => { d.l.push(2); }); return b.l.length === 2 && a.l.length === 1; });`,
	"js-yaml":         `import * as yaml from "js-yaml"; check(() => yaml.load("a: [1, 好]").a[1] === "好");`,
	"lodash":          `import _ from "lodash"; check(() => _.chunk([1, 2, 3], 2).length === 2 && _.get({ a: { b: 5 } }, "a.b") === 5);`,
	"lodash-es":       `import { debounce, groupBy } from "lodash-es"; check(() => groupBy([1, 2], x => x % 2)[1][0] === 1 && typeof debounce(() => 1) === "function");`,
	"luxon":           `import { DateTime } from "luxon"; check(() => DateTime.fromISO("2024-01-02T03:04:05Z", { zone: "Asia/Shanghai" }).toFormat("yyyy-MM-dd HH:mm ZZ") === "2024-01-02 11:04 +08:00" && DateTime.fromMillis(0, { zone: "utc", locale: "zh-CN" }).toLocaleString(DateTime.DATE_FULL) === "1970年1月1日");`,
	"marked":          `import { marked } from "marked"; check(() => marked.parse("**好**").includes("<strong>好</strong>"));`,
	"mitt":            `import mitt from "mitt"; check(() => { let n = 0; const e = mitt(); e.on("*", () => n++); e.emit("x"); return n === 1; });`,
	"ms":              `import ms from "ms"; check(() => ms("2h") === 7200000);`,
	"mustache":        `import M from "mustache"; check(() => M.render("{{a}}", { a: "好" }) === "好");`,
	"nanoid":          `import { nanoid } from "nanoid"; check(() => nanoid().length === 21);`,
	"openai":          `import OpenAI from "openai"; check(async () => { const stream = "data: {\"choices\":[{\"delta\":{\"content\":\"你\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"好\"}}]}\n\ndata: [DONE]\n\n"; const ai = new OpenAI({ apiKey: "k", dangerouslyAllowBrowser: true, fetch: async () => new Response(stream, { headers: { "content-type": "text/event-stream" } }) }); let s = ""; for await (const c of await ai.chat.completions.create({ model: "m", messages: [], stream: true })) s += c.choices[0].delta.content; return s === "你好"; });`,
	"p-queue":         `import Q from "p-queue"; check(async () => { const q = new Q({ concurrency: 1 }); const l = []; await Promise.all([q.add(async () => l.push(1)), q.add(async () => l.push(2))]); return l.join() === "1,2"; });`,
	"papaparse":       `import P from "papaparse"; check(() => P.parse("a,b\n1,好", { header: true }).data[0].b === "好");`,
	"pinyin-pro":      `import { pinyin } from "pinyin-pro"; check(() => pinyin("你好", { toneType: "none" }) === "ni hao");`,
	"qs":              `import qs from "qs"; check(() => qs.parse("a[b]=1").a.b === "1" && qs.stringify({ a: [1, 2] }, { encode: false }) === "a[0]=1&a[1]=2");`,
	"ramda":           `import * as R from "ramda"; check(() => R.pipe(R.map(x => x + 1), R.sum)([1, 2]) === 5);`,
	"rxjs":            `import { from, map, toArray, lastValueFrom } from "rxjs"; check(async () => (await lastValueFrom(from([1, 2]).pipe(map(x => x * 2), toArray()))).join() === "2,4");`,
	"uuid":            `import { v4, validate } from "uuid"; check(() => validate(v4()));`,
	"yaml":            `import { parse, stringify } from "yaml"; check(() => parse("a: [1, 好]").a[1] === "好" && stringify({ a: 1 }) === "a: 1\n");`,
	"zod":             `import { z } from "zod"; check(() => z.object({ a: z.string().min(1) }).safeParse({ a: "x" }).success && !z.string().email().safeParse("x").success);`,
}

func TestPackages(t *testing.T) {
	if os.Getenv("HOTREPLY_NPM") == "" {
		t.Skip("set HOTREPLY_NPM=1 to install and load packages of npm")
	}
	dir := filepath.Join(t.TempDir(), "scripts")
	install(t, dir)
	for name, code := range packages {
		text := "const check = f => { globalThis.work = f; };\n" + strings.Replace(code, "; check(", ";\ncheck(", 1) + "\n"
		if err := os.WriteFile(filepath.Join(dir, name+".js"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	set := load(t, dir)
	live := map[string]*runtime.Script{}
	for _, s := range set.Current().Scripts() {
		live[s.Name()] = s
	}
	for name := range packages {
		t.Run(name, func(t *testing.T) {
			if s := live[name+".js"]; s != nil {
				run(t, s)
				return
			}
			for _, f := range set.Failed() {
				if f.Script == name+".js" {
					t.Fatalf("does not load: %v\n%s", f, f.Frame)
				}
			}
			t.Fatal("does not load")
		})
	}
}

// install puts the locked versions into dir.
func install(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
}

// console is what packages warn on while they load.
type console struct{}

func (console) Specifiers() []string { return nil }
func (console) Exports() []string    { return nil }
func (console) Install(s *runtime.Script) (*goja.Object, error) {
	_, err := s.VM().RunString("globalThis.console = { log() {}, warn() {}, error() {}, info() {}, debug() {} }")
	return nil, err
}

func load(t *testing.T, dir string) *runtime.Scripts {
	t.Helper()
	fetch, err := web.NewClient(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	modules := append([]runtime.Module{console{}, web.Module(fetch), intl.ModuleFor("zh-CN")},
		node.Modules(node.Options{Files: filepath.Join(filepath.Dir(dir), "files")})...)
	set, err := runtime.New(runtime.Options{
		Dir: dir, Watch: runtime.WatchOff, Prelude: prelude.Programs(), MissingHint: node.MissingHint,
		Limits:  runtime.Limits{CPU: time.Minute, Load: 2 * time.Minute}, // a loaded machine is no fault of the code
		Modules: append(modules, prelude.Limits()),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_ = set.Close(ctx)
	})
	return set
}

func run(t *testing.T, s *runtime.Script) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := s.Invoke(ctx, runtime.Invocation{
		Key: "check",
		Fn:  func(goja.Value, ...goja.Value) (goja.Value, error) { return s.VM().RunString("work()") },
		Result: func(_ *runtime.Script, v goja.Value) error {
			if v.Export() != true {
				t.Errorf("gives %s instead of true", v)
			}
			return nil
		},
	})
	if err != nil {
		t.Error(err)
	}
}
