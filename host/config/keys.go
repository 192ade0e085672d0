package config

import "time"

// Text is a line in English and in Chinese, without a full stop.
type Text struct{ English, Chinese string }

// A Key ties one key of config.toml to its place in [Config]: what it takes, in
// words, and how a TOML value gets there.
type Key struct {
	Name    string // dotted, such as "send.quota"
	Takes   Text   // what it takes; in English, as an error says after "want"
	Default string // as config.toml writes it
	About   Text   // what it is for
	// set puts v into c and reports whether v is acceptable.
	set func(c *Config, v any) bool
	// secret values never appear in errors.
	secret bool
}

// A Table is one [table] of config.toml.
type Table struct {
	Name  string // "" is what stands above all tables
	About Text
	Keys  []Key
}

// Tables is all of config.toml in the order in which people read it. The keys
// of [env] are the user's to name, and so is each [accounts.NAME].
func Tables() []Table {
	return []Table{
		{Name: "", Keys: topKeys()},
		{Name: "ilink", About: Text{"the WeChat service", "微信的服务"}, Keys: ilinkKeys()},
		{Name: "send", About: Text{"how replies leave", "回复怎样发出"}, Keys: sendKeys()},
		{Name: "media", About: Text{"pictures, voice, videos and files", "图片、语音、视频和文件"}, Keys: mediaKeys()},
		{Name: "rules", About: Text{"what a rule may take, and what happens when it fails", "一条规则可以用多少，出错时怎么办"}, Keys: rulesKeys()},
		{Name: "access", About: Text{"who is answered", "回答谁"}, Keys: accessKeys()},
		{Name: "console", About: Text{"the local API; send, inbox and store use it", "本机 API；send、inbox 和 store 命令用它"}, Keys: consoleKeys()},
		{Name: "http", About: Text{"what the scripts' fetch may reach", "规则里的 fetch 可以访问哪里"}, Keys: httpKeys()},
		{Name: "store", About: Text{"how state.db is written", "state.db 的写法"}, Keys: storeKeys()},
		{Name: "log", About: Text{"what is logged, on stderr", "日志，输出到 stderr"}, Keys: logKeys()},
		{Name: "env", About: Text{"what rules read as env.NAME", "规则里用 env.NAME 读取"}},
		{Name: "accounts.NAME", About: Text{"more tables are more accounts, each with its own login", "多写一张表就多一个账号，各自登录"}, Keys: accountKeys()},
	}
}

// Keys is every key with a fixed name.
func Keys() []Key {
	var keys []Key
	for _, t := range Tables() {
		for _, k := range t.Keys {
			if k.set != nil {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

func topKeys() []Key {
	return []Key{
		pathKey("scripts", func(c *Config) *string { return &c.Scripts }).
			about("folder of your rules", "规则的文件夹"),
		pathKey("state", func(c *Config) *string { return &c.State }).
			about("login tokens, state.db and files; keep it private and backed up", "登录信息、state.db 和文件的文件夹；不要给别人看，要备份"),
		Key{Name: "timezone", Takes: Text{`a zone name such as "Asia/Shanghai", or "" for the machine's`, `时区名，如 "Asia/Shanghai"，或 ""：本机时区`}, Default: `""`, set: setTimezone}.
			about(`"Asia/Shanghai"; empty: the machine's`, `"Asia/Shanghai"；空：本机时区`),
	}
}

func ilinkKeys() []Key {
	return []Key{
		urlKey("ilink.base_url", false, func(c *Config) *string { return &c.ILink.BaseURL }).
			about("where the service is", "服务的地址"),
		urlKey("ilink.cdn_base_url", false, func(c *Config) *string { return &c.ILink.CDNBaseURL }).
			about("where pictures and files go and come from", "图片和文件上传、下载的地址"),
		textKey("ilink.bot_agent", Text{`a name such as "mybot/1.0"`, `名字，如 "mybot/1.0"`}, func(c *Config) *string { return &c.ILink.BotAgent }).
			about("how the bot names itself to the service", "机器人向服务报的名字"),
		urlKey("ilink.proxy", true, func(c *Config) *string { return &c.ILink.Proxy }).
			about(`"http://127.0.0.1:7890"; empty: HTTPS_PROXY or ALL_PROXY of the environment`, `"http://127.0.0.1:7890"；空：环境变量 HTTPS_PROXY 或 ALL_PROXY`),
		listKey("ilink.hosts", Text{`a list of host names such as ["example.com"]`, `主机名的列表，如 ["example.com"]`}, isHostPattern, func(c *Config) *[]string { return &c.ILink.Hosts }).
			about("further hosts that the service may send the bot to, besides .weixin.qq.com and .wechat.com", "除 .weixin.qq.com 和 .wechat.com 以外，服务还可以让机器人去的主机"),
	}
}

func sendKeys() []Key {
	return []Key{
		durationKey("send.spacing", 0, time.Hour, func(c *Config) *time.Duration { return &c.Send.Spacing }).
			about(`least time between two sends of one account; "0s": none`, `一个账号两次发送的最短间隔；"0s"：不隔开`),
		boolKey("send.split", func(c *Config) *bool { return &c.Send.Split }).
			about("cut long text at paragraph, line, sentence or space; false: TextTooLongError", "长文字在段落、行、句子或空格处切开；false：报 TextTooLongError"),
		intKey("send.split_at", 1, 16384, func(c *Config) *int { return &c.Send.SplitAt }).
			about("characters per part; a part has at most 16384 bytes in any case", "每段的字数；无论如何，一段最多 16384 字节"),
		choiceKey("send.markdown", []string{"wechat", "raw"}, func(c *Config) *string { return &c.Send.Markdown }).
			about(`"wechat": drop what WeChat can not show; "raw": send as it is`, `"wechat"：去掉微信显示不了的格式；"raw"：原样发送`),
		intKey("send.quota", 0, 1_000_000, func(c *Config) *int { return &c.Send.Quota }).
			about("replies that WeChat accepts after each message of a user; 0: do not count", "用户每发一条消息，微信接受的回复数；0：不计数"),
		durationKey("send.window", 2*time.Minute, 365*24*time.Hour, func(c *Config) *time.Duration { return &c.Send.Window }).
			about("for how long after that message", "那条消息之后多长时间内"),
		boolKey("send.older_tokens", func(c *Config) *bool { return &c.Send.OlderTokens }).
			about("true: when the newest message's replies are used up, use an older one's", "true：最新消息的回复用完后，用更早消息剩下的"),
		boolKey("send.repeat_lost", func(c *Config) *bool { return &c.Send.RepeatLost }).
			about("send again, once, when the answer was lost; phones show one message", "没等到服务的答复时再发一次；手机上只显示一条"),
	}
}

func mediaKeys() []Key {
	return []Key{
		sizeKey("media.max_size", 1<<10, func(c *Config) *int64 { return &c.Media.MaxSize }).
			about("of one picture, voice, video or file, in and out", "一张图片、一条语音、一个视频或文件的最大尺寸，收发都算"),
	}
}

func rulesKeys() []Key {
	return []Key{
		durationKey("rules.handler_timeout", time.Millisecond, 24*time.Hour, func(c *Config) *time.Duration { return &c.Rules.HandlerTimeout }).
			about("one message's handler, waiting for fetch included", "处理一条消息的时间，等待 fetch 也算在内"),
		durationKey("rules.cpu_timeout", time.Millisecond, time.Hour, func(c *Config) *time.Duration { return &c.Rules.CPUTimeout }).
			about("one uninterrupted run of JavaScript, in time of the clock and of the processor; five times that while a script loads", "JavaScript 一口气运行的时间，时钟和处理器时间都超过才停；加载脚本时是五倍"),
		sizeKey("rules.memory_limit", 32<<20, func(c *Config) *int64 { return &c.Rules.MemoryLimit }).
			about("the whole process", "整个进程的内存"),
		intKey("rules.attempts", 1, 1000, func(c *Config) *int { return &c.Rules.Attempts }).
			about("a message that killed the process this often is put aside", "一条消息让进程崩溃这么多次以后，就放到一边"),
		boolKey("rules.typing", func(c *Config) *bool { return &c.Rules.Typing }).
			about(`show "typing" while a handler runs longer than 300 ms`, "规则运行超过 300 毫秒时显示“正在输入”"),
		textKey("rules.error_reply", Text{`a text, or "" to send nothing`, `一句话，或 ""：不发`}, func(c *Config) *string { return &c.Rules.ErrorReply }).
			about("sent to the user when a rule fails; empty: nothing", "规则出错时发给用户的话；空：不发"),
		boolKey("rules.tell_owner", func(c *Config) *bool { return &c.Rules.TellOwner }).
			about("true: one line to the bot's owner when a rule fails, once per saved version", "true：规则出错时告诉机器人的主人一句，每次保存只说一次"),
		listKey("rules.read", Text{`a list of folders such as ["pictures"]`, `文件夹的列表，如 ["pictures"]`}, isFolder, func(c *Config) *[]string { return &c.Rules.Read }).
			about("more folders whose files a reply may send", "回复还可以发送这些文件夹里的文件"),
		intKey("rules.inbox_limit", 1, 1_000_000_000, func(c *Config) *int { return &c.Rules.InboxLimit }).
			about("messages per account that may wait on disk", "每个账号可以在磁盘上等待的消息数"),
		choiceKey("rules.watch", []string{"auto", "notify", "poll", "off"}, func(c *Config) *string { return &c.Rules.Watch }).
			about(`how edits are noticed: "auto", "notify", "poll" (network drives) or "off"`, `怎样发现文件改动："auto"、"notify"、"poll"（网络盘）或 "off"`),
	}
}

func accessKeys() []Key {
	return []Key{
		listKey("access.allow", Text{`a list of user ids such as ["abc@im.wechat"]`, `用户 id 的列表，如 ["abc@im.wechat"]`}, notEmpty, func(c *Config) *[]string { return &c.Access.Allow }).
			about("user ids that get answers; empty: everyone", "会得到回答的用户 id；空：所有人"),
	}
}

func consoleKeys() []Key {
	return []Key{
		Key{Name: "console.listen", Takes: Text{`an address such as "127.0.0.1:8686", or "" for off`, `地址，如 "127.0.0.1:8686"，或 ""：关闭`}, Default: `"127.0.0.1:8686"`, set: setConsoleListen}.
			about(`the default, or a free port when it is taken; a port that is named here has to be free; "": off`, `默认端口被占用时换一个空闲的；写在这里的端口必须空闲；""：关闭`),
		Key{Name: "console.token", Takes: Text{`a text such as "$HOTREPLY_TOKEN"`, `一段文字，如 "$HOTREPLY_TOKEN"`}, Default: `""`, set: textKey("", Text{}, func(c *Config) *string { return &c.Console.Token }).set, secret: true}.
			about("needed when others can reach the address; empty: made at the first start", "别的机器能访问这个地址时必须设；空：第一次启动时生成"),
	}
}

func httpKeys() []Key {
	return []Key{
		listKey("http.allow", Text{`a list of hosts such as ["*.example.com"]`, `主机的列表，如 ["*.example.com"]`}, isHostPattern, func(c *Config) *[]string { return &c.HTTP.Allow }).
			about(`host names, "*.example.com"`, `主机名，"*.example.com"`),
		Key{Name: "http.private", Takes: Text{`true, false or a list such as ["localhost:11434"]`, `true、false 或列表，如 ["localhost:11434"]`}, Default: `false`, set: setPrivate}.
			about(`true, or a list such as ["localhost:11434"]: addresses of your own network`, `true，或列表如 ["localhost:11434"]：自己网络里的地址`),
		urlKey("http.proxy", true, func(c *Config) *string { return &c.HTTP.Proxy }).
			about(`"http://127.0.0.1:7890"; empty: that of the environment; it looks names up, too`, `"http://127.0.0.1:7890"；空：环境变量里的；域名也由它解析`),
		durationKey("http.timeout", time.Millisecond, 24*time.Hour, func(c *Config) *time.Duration { return &c.HTTP.Timeout }).
			about("of one request", "一次请求的时间"),
	}
}

func storeKeys() []Key {
	return []Key{
		choiceKey("store.engine", []string{"bolt", "log"}, func(c *Config) *string { return &c.Store.Engine }).
			about(`"log": into a log beside state.db first, which is fast; "bolt": into state.db itself, for this version only, after which it is no more. A state.db that was written by way of the log stays so`, `"log"：先写 state.db 旁边的日志，快；"bolt"：直接写入 state.db，只保留到这个版本。用日志写过的 state.db 以后都用日志`),
	}
}

func logKeys() []Key {
	return []Key{
		choiceKey("log.level", []string{"trace", "debug", "info", "warn", "error", "off"}, func(c *Config) *string { return &c.Log.Level }).
			about("trace, debug, info, warn, error or off", "记录哪些日志：trace、debug、info、warn、error 或 off"),
		choiceKey("log.format", []string{"text", "json"}, func(c *Config) *string { return &c.Log.Format }).
			about("text or json", "text 或 json"),
	}
}

// accountKeys are those of one account, which the decoder takes by itself.
func accountKeys() []Key {
	return []Key{
		Key{Name: "accounts.NAME.scripts", Takes: Text{`a folder, or "" for the shared one`, `文件夹，或 ""：共用的那个`}, Default: `""`}.
			about("folder of its own rules; empty: the shared folder above", "它自己的规则文件夹；空：上面共用的文件夹"),
	}
}
