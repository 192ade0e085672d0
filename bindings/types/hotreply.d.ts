// Types of hotreply, written by it and refreshed at each start: do not edit.
// They let your editor complete and check plain .js rules.

/** What a bot can do. */
interface Bot {
  /**
   * Answers messages whose text matches. A string means the whole text, with
   * no regard to case and outer spaces; `[name]` in it is a place for one word
   * (the last one takes the rest, `[name?]` may be missing), found in
   * `msg.params`. A RegExp puts its result into `msg.match`. The transcript of
   * a voice message counts as its text.
   * @example
   * bot.hear(/^(hi|你好)/i, msg => "你好！")
   * bot.hear("天气 [城市]", msg => `${msg.params.城市}：晴`)
   */
  hear<P extends string>(pattern: P, handler: Handler<Message<Places<P>>>): void
  hear(pattern: RegExp, handler: Handler<MatchedMessage>): void
  hear(pattern: Array<string | RegExp>, handler: Handler): void

  /**
   * The same as `bot.hear`.
   * @example
   * bot.hears("ping", () => "pong")
   */
  hears<P extends string>(pattern: P, handler: Handler<Message<Places<P>>>): void
  hears(pattern: RegExp, handler: Handler<MatchedMessage>): void
  hears(pattern: Array<string | RegExp>, handler: Handler): void

  /**
   * Answers `/name` and `／name`. What follows is in `msg.rest`, and cut into
   * words in `msg.args` ("quoted words" stay together). An array gives one
   * command several names. An unknown command falls through to other rules.
   * @example
   * bot.command("echo", msg => msg.rest || "echo what?")
   * bot.command(["help", "帮助"], () => "/echo TEXT", {help: "shows this"})
   */
  command(name: string | string[], handler: Handler, opts?: {
    /** One line for a help rule, see `bot.commands`. */
    help?: string
  }): void

  /**
   * Answers every message of a kind, or listens to an event. `message` is any
   * message; a message with several items is of several kinds.
   * @example
   * bot.on("image", async msg => { const path = await msg.media.save(); return `saved as ${path}` })
   * bot.on("error", e => console.warn(e.script, e.line, e.message))
   */
  on(kind: MediaKind | MediaKind[], handler: Handler<MediaMessage>): void
  on(kind: MessageKind | MessageKind[], handler: Handler): void
  on<E extends EventName>(event: E | E[], handler: (event: BotEvent<E>) => unknown): void

  /**
   * Wraps all that follows: later rules of this script, later scripts and the
   * fallback. `next()` resolves once the rest has replied, to true if a rule
   * took the message. Without calling it nothing further happens.
   * @example
   * bot.use(async (msg, next) => {
   *   const took = await next()
   *   console.log(msg.from, took ? "answered" : "not answered")
   * })
   */
  use(handler: Handler): void

  /**
   * Answers what no other rule of any script took.
   * @example
   * bot.fallback(msg => "我没听懂，发 /help 看看")
   */
  fallback(handler: Handler): void

  /**
   * Runs a function at times: minute, hour, day, month, weekday. A tick missed
   * while the program was stopped is skipped unless `catchUp` says how late it
   * may run. Returns a function that stops it.
   *
   * Each field is a number, a list `1,15`, a range `1-5`, a step `0-59/10` or
   * `*`; months and weekdays also have names (`JAN`, `MON`), and Sunday is 0 and
   * 7. `L` is the last day of the month, `LW` its last working day, `15W` the
   * working day nearest to the 15th, `FRI#2` the second Friday, `FRIL` the last.
   * Day and weekday together mean either. Six fields have the second first, or a
   * year last (`0 8 1 10 * 2027`). There are `@hourly`, `@daily`, `@weekly`,
   * `@monthly` and `@yearly`. What can not be read or is never due is an error
   * with the code `BAD_CRON`; `hotreply check` shows the next three times.
   *
   * Where the clocks change, a job for a time of day runs once that day: at the
   * change itself if its time is skipped, in the first of two equal hours. One
   * with `*` in its minute or hour follows the time that passes.
   * @example
   * bot.cron("0 8 * * *", async () => {
   *   for (const u of bot.users()) if (bot.canSend(u.id).ok) await bot.send(u.id, "早上好")
   * }, {timezone: "Asia/Shanghai", catchUp: "1h"})
   */
  cron(spec: string, fn: () => unknown, opts?: {
    /** Time zone of the spec, by default that of the config. */
    timezone?: string
    /** Name of the job: keeps its identity when you change the spec. */
    name?: string
    /** Run one missed tick if it is not older than this. */
    catchUp?: Duration
  }): () => void

  /**
   * Runs a function again and again, at least a second apart. Keeps its phase
   * over reloads and restarts. Returns a function that stops it.
   * @example
   * bot.every("10m", async () => { await fetch("https://example.com/ping") })
   */
  every(interval: Duration, fn: () => unknown, opts?: {
    /** Name of the job. */
    name?: string
  }): () => void

  /**
   * Runs a function when this version of the script is replaced or removed.
   * Timers, cron and rules go by themselves.
   * @example
   * bot.onDispose(() => console.log("bye"))
   */
  onDispose(fn: () => unknown): void

  /**
   * Sends to a user whose window is open: one who wrote within 24 hours and
   * has had fewer than 10 replies since. Otherwise it throws, or keeps the
   * content with `queue`.
   * @example
   * bot.on("start", async () => {
   *   for (const u of bot.users()) await bot.send(u.id, "我回来了", {queue: true})
   * })
   */
  send(to: string, content: Content, opts?: SendOptions): Promise<Receipt>

  /**
   * Uploads media once, for several sends to the same user.
   * @example
   * bot.command("cat", async msg => {
   *   const cat = await bot.upload(msg.from, "image", "https://cataas.com/cat")
   *   await msg.reply({image: cat})
   *   await msg.reply({image: cat, text: "again"})
   * })
   */
  upload(to: string, kind: MediaKind, source: Source, opts?: {
    /** File name as shown. */
    name?: string
    /** Name of the account that sends. */
    account?: string
    /** Told the bytes sent so far. */
    onProgress?: (done: number, total: number) => unknown
  }): Promise<Upload>

  /**
   * Says whether a send would be accepted now, and if not why: `reason` is an
   * error code like `WINDOW_CLOSED`.
   * @example
   * const {ok, reason, remaining, closesAt} = bot.canSend("o9cq...@im.wechat")
   */
  canSend(to: string, opts?: {
    /** Name of the account that would send. */
    account?: string
  }): {ok: boolean, reason: string | null, remaining: number, closesAt: Date | null}

  /**
   * Everyone who has written to the bot, with what may still be sent.
   * @example
   * const open = bot.users().filter(u => u.remaining > 0)
   */
  users(): Array<{id: string, account: string, remaining: number, closesAt: Date | null, lastAt: Date | null}>

  /**
   * The accounts that this program runs.
   * @example
   * const names = bot.accounts().map(a => `${a.name}: ${a.state}`)
   */
  accounts(): Array<{name: string, botId: string | null, userId: string | null, state: string}>

  /**
   * The commands of all scripts, for a help rule.
   * @example
   * bot.command("help", () => bot.commands().map(c => `/${c.name} ${c.help}`).join("\n"))
   */
  commands(): Array<{name: string, aliases: string[], help: string, script: string}>
}

/** A message and the ways to answer it. */
interface Message<P = Record<string, string>> {
  /**
   * The service's id of the message. Ids are strings.
   * @example
   * bot.hear("id", msg => msg.id)
   */
  readonly id: string
  /**
   * Id of the user who wrote it.
   * @example
   * bot.hear("who am i", msg => msg.from)
   */
  readonly from: string
  /**
   * Name of the account that it came to.
   * @example
   * bot.hear("account", msg => msg.account)
   */
  readonly account: string
  /**
   * Kind of the first media item, else `text`, else `unsupported`.
   * @example
   * bot.on("message", msg => { console.log(msg.kind) })
   */
  readonly kind: "text" | MediaKind | "unsupported"
  /**
   * All texts and voice transcripts, joined by newlines; never undefined.
   * @example
   * bot.on("text", msg => `你说了 ${msg.text.length} 个字`)
   */
  readonly text: string
  /**
   * When it was written, as the service says; null if it does not say.
   * @example
   * bot.hear("when", msg => msg.date?.toLocaleString("zh-CN"))
   */
  readonly date: Date | null
  /**
   * The items of the message in order.
   * @example
   * bot.on("message", msg => { for (const item of msg.items) console.log(item.kind, item.text) })
   */
  readonly items: Array<{kind: string, text: string, media?: Media}>
  /**
   * What the message answers to, or null.
   * @example
   * bot.hear("这是什么", msg => msg.quote ? `你引用了：${msg.quote.text}` : "请引用一条消息")
   */
  readonly quote: {id: string | null, text: string, kind: string, title: string, media: Media | null} | null
  /**
   * What the rule's RegExp found, as `RegExp.exec` returns it; else null.
   * @example
   * bot.hear(/^(\d+)d(\d+)$/, msg => `${msg.match[1]} dice with ${msg.match[2]} sides`)
   */
  readonly match: RegExpMatchArray | null
  /**
   * The places of the rule's text, by name.
   * @example
   * bot.hear("记住 [什么]", msg => `记住了：${msg.params.什么}`)
   */
  readonly params: P
  /**
   * The words after a command; "quoted words" stay together.
   * @example
   * bot.command("add", msg => String(msg.args.map(Number).reduce((a, b) => a + b, 0)))
   */
  readonly args: string[]
  /**
   * Everything after a command.
   * @example
   * bot.command("echo", msg => msg.rest)
   */
  readonly rest: string
  /**
   * The first media of the message, or null.
   * @example
   * bot.on("file", msg => `${msg.media.name}: ${msg.media.size} bytes`)
   */
  readonly media: Media | null
  /**
   * All media of the message.
   * @example
   * bot.on("image", msg => `${msg.medias.length} pictures`)
   */
  readonly medias: Media[]
  /**
   * Whether it is from the person who scanned the login code.
   * @example
   * bot.command("stop", msg => msg.isOwner ? "ok" : "only for the owner")
   */
  readonly isOwner: boolean
  /**
   * Whether an earlier run of this message was cut off by a crash.
   * @example
   * bot.use((msg, next) => { if (msg.redelivered) console.warn("again", msg.id); return next() })
   */
  readonly redelivered: boolean
  /**
   * The window of the user: 10 sends after each of their messages, 24 hours.
   * @example
   * bot.hear("quota", msg => `${msg.quota.remaining} left until ${msg.quota.closesAt}`)
   */
  readonly quota: {limit: number, used: number, remaining: number, closesAt: Date | null}
  /**
   * Storage for this user, with the same methods as `store`. What a handler
   * writes here takes effect once, even if the program crashes in between;
   * what it leaves behind (timers, promises) writes at once.
   * @example
   * bot.hear("count", msg => `第 ${msg.store.incr("n")} 次`)
   */
  readonly store: Store
  /**
   * The message as the service sent it, without secrets.
   * @example
   * bot.on("unsupported", msg => { console.log(msg.raw) })
   */
  readonly raw: any
  /**
   * Sends an answer. Throws what stands in the way: a closed window, a
   * used-up quota. Returning the content from the handler does the same but
   * queues it then. Once the handler is over this is a send to that user.
   * @example
   * bot.hear("both", async msg => {
   *   await msg.reply("first")
   *   await msg.reply({image: "cat.png", text: "second"})
   * })
   */
  reply(content: Content, opts?: SendOptions): Promise<Receipt>
  /**
   * Asks and waits for this user's next message. One that `match` refuses goes
   * to the other rules and the question stays open. Throws a TimeoutError
   * after 5 minutes or `timeout`; resolves to null for a word of `cancel`. A
   * conversation survives a restart, and an edit of the rule in between: it
   * goes on with the version that began it. Throws once the handler is over.
   * @example
   * bot.command("age", async msg => {
   *   const answer = await msg.ask("几岁了？", {match: /^\d+$/, cancel: ["取消"], timeout: "2m"})
   *   return answer ? `${answer.text} 岁` : "好的，不问了"
   * })
   */
  ask(content: Content | null | undefined, opts: AskOptions & {
    /** Words that end the question; it resolves to null then. */
    cancel: string | string[]
  }): Promise<Message | null>
  ask(content?: Content | null, opts?: AskOptions): Promise<Message>
  /**
   * Shows "typing…" until the handler ends, or hides it. Long handlers show it
   * by themselves. Throws once the handler is over.
   * @example
   * bot.hear("think", async msg => { await msg.typing(); return "done" })
   */
  typing(on?: boolean): Promise<void>
  /**
   * Does something once per message: after a crash the handler runs again and
   * gets the kept result. For payments, LLM calls, anything outside. Throws
   * once the handler is over.
   * @example
   * bot.command("joke", async msg => {
   *   const joke = await msg.once("joke", async () => (await fetch("https://v2.jokeapi.dev/joke/Any?format=txt")).text())
   *   return joke
   * })
   */
  once<T>(name: string, fn: () => T | Promise<T>): Promise<T>
}

/** Media that somebody sent. */
interface Media {
  /**
   * What it is.
   * @example
   * bot.on("message", msg => { console.log(msg.media?.kind) })
   */
  readonly kind: MediaKind
  /**
   * File name as the sender wrote it, or null.
   * @example
   * bot.on("file", msg => msg.media.name ?? "no name")
   */
  readonly name: string | null
  /**
   * Size in bytes if the sender told it, else null.
   * @example
   * bot.on("file", msg => `${msg.media.size ?? "?"} bytes`)
   */
  readonly size: number | null
  /**
   * Likely MIME type.
   * @example
   * bot.on("file", msg => msg.media.mime)
   */
  readonly mime: string
  /**
   * Seconds of a voice message or video, or null.
   * @example
   * bot.on("voice", msg => `${msg.media.duration} seconds`)
   */
  readonly duration: number | null
  /**
   * Transcript of a voice message, else "".
   * @example
   * bot.on("voice", msg => `你说：${msg.media.text}`)
   */
  readonly text: string
  /**
   * Downloads all of it into memory: 64 MB at most, and no more than a quarter
   * of rules.memory_limit. save() takes any size.
   * @example
   * bot.on("file", async msg => `${(await msg.media.bytes()).length} bytes`)
   */
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /**
   * Downloads into the `files` folder and resolves to the path there. Without
   * a path it chooses a name and overwrites nothing; with one it replaces what
   * was there, once all of it has come. A voice message is SILK, which hardly
   * anything plays: docs/media.md says what converts it. Its words are in `text`.
   * @example
   * bot.on("image", async msg => { const path = await msg.media.save(); return {image: path, text: path} })
   */
  save(path?: string): Promise<string>
}

/** Media that is uploaded for one user, made by `bot.upload`. */
interface Upload {
  /**
   * What it is sent as.
   * @example
   * bot.command("up", async msg => (await bot.upload(msg.from, "file", "a.pdf")).kind)
   */
  readonly kind: string
  /**
   * File name, or null.
   * @example
   * bot.command("up", async msg => (await bot.upload(msg.from, "file", "a.pdf")).name)
   */
  readonly name: string | null
  /**
   * The user it was uploaded for.
   * @example
   * bot.command("up", async msg => (await bot.upload(msg.from, "file", "a.pdf")).to)
   */
  readonly to: string
  /**
   * The account it was uploaded by.
   * @example
   * bot.command("up", async msg => (await bot.upload(msg.from, "file", "a.pdf")).account)
   */
  readonly account: string
  /**
   * Size in bytes.
   * @example
   * bot.command("up", async msg => (await bot.upload(msg.from, "file", "a.pdf")).size)
   */
  readonly size: number
  /**
   * MD5 of the content in hex, or null.
   * @example
   * bot.command("up", async msg => (await bot.upload(msg.from, "file", "a.pdf")).md5)
   */
  readonly md5: string | null
  /**
   * When it was uploaded. How long the service keeps it is not known.
   * @example
   * bot.command("up", async msg => (await bot.upload(msg.from, "file", "a.pdf")).date.toISOString())
   */
  readonly date: Date
}

/** What became of a send. */
interface Receipt {
  /**
   * `confirmed` by the service, `unconfirmed` (accepted without an id, or the
   * answer was lost) or `queued`; the worst of all parts.
   * @example
   * bot.hear("a", async msg => { const r = await msg.reply("b"); console.log(r.status) })
   */
  readonly status: "confirmed" | "unconfirmed" | "queued"
  /**
   * The service's id of the last message, or null.
   * @example
   * bot.hear("a", async msg => { const r = await msg.reply("b"); console.log(r.id) })
   */
  readonly id: string | null
  /**
   * Number of messages that the content became.
   * @example
   * bot.hear("a", async msg => { const r = await msg.reply(["b", "c"]); console.log(r.parts) })
   */
  readonly parts: number
  /**
   * Sends left in the user's window.
   * @example
   * bot.hear("a", async msg => { const r = await msg.reply("b"); if (r.remaining < 3) console.warn("few left") })
   */
  readonly remaining: number
  /**
   * Whether it was sent by an earlier run that a crash cut off.
   * @example
   * bot.hear("a", async msg => { const r = await msg.reply("b"); console.log(r.replayed) })
   */
  readonly replayed: boolean
}

/** A place for JSON values that outlives reloads and restarts. */
interface Store {
  /**
   * The value of a key, a copy; `fallback` (or undefined) if there is none.
   * @example
   * bot.hear("get", () => store.get("colour", "red"))
   */
  get<T = any>(key: string | number): T | undefined
  get<T>(key: string | number, fallback: T): T extends never[] ? any[] : T
  /**
   * Keeps a JSON value, for ever or for `ttl`. Returns the value.
   * @example
   * bot.hear("set", () => { store.set("colour", "blue", {ttl: "1h"}) })
   */
  set<T>(key: string | number, value: T, opts?: StoreOptions): T
  /**
   * Removes a key and says whether it was there.
   * @example
   * bot.hear("delete", () => store.delete("colour") ? "gone" : "was not there")
   */
  delete(key: string | number): boolean
  /**
   * Whether there is a value.
   * @example
   * bot.hear("has", () => store.has("colour") ? "yes" : "no")
   */
  has(key: string | number): boolean
  /**
   * The keys that start with `prefix`, in order.
   * @example
   * bot.hear("keys", () => store.keys("user:").join("\n") || "none")
   */
  keys(prefix?: string): string[]
  /**
   * Adds to a number, 1 if nothing else is said, and returns the sum. A
   * missing key counts as 0.
   * @example
   * bot.hear("+1", () => `共 ${store.incr("votes")} 票`)
   */
  incr(key: string | number, by?: number): number
  /**
   * Replaces a value by what a function makes of it. The function must not be
   * async; one that changes the list or object it is given may return nothing.
   * @example
   * bot.command("todo", msg => { store.update("list", (list = []) => [...list, msg.rest]) })
   */
  update<T = any>(key: string | number, fn: (value: T | undefined) => T | void, opts?: StoreOptions): T
}

/** The store of this script, with the one that all scripts share. */
interface ScriptStore extends Store {
  /**
   * A store that all scripts share.
   * @example
   * bot.hear("total", () => `${store.shared.incr("total")}`)
   */
  readonly shared: Store
}

/** Options of `reply`, `send` and `ask`. */
interface SendOptions {
  /** Name of the account that sends. */
  account?: string
  /** Cut long text into several messages; false throws TextTooLongError. */
  split?: boolean
  /**
   * Keep what the window or the quota refuses and send it after the user's
   * next message: true means 7 days, or say how long.
   */
  queue?: boolean | Duration
  /** Ask the service for news first, so that the window is up to date. */
  refresh?: boolean
  /** Told the bytes of a media upload. */
  onProgress?: (done: number, total: number) => unknown
}

/** Options of `msg.ask`. */
interface AskOptions extends SendOptions {
  /** How long to wait, by default 5 minutes. */
  timeout?: Duration
  /** Which answers count: a RegExp, texts, or a function of the message. */
  match?: RegExp | string | string[] | ((answer: Message) => unknown)
}

/** Options of `store.set` and `store.update`. */
interface StoreOptions {
  /** Forget the value after this time. */
  ttl?: Duration
}

/** The events of `bot.on` and the facts they carry beside `type`, `account` and `time`. */
interface EventFacts {
  /** The program has started and the rules are loaded: the place for sends at start. */
  start: {}
  /** The program is about to stop; there are a few seconds. */
  stop: {}
  /** An account has logged in. */
  login: {}
  /** An account's login is no longer valid: somebody has to scan again. */
  sessionExpired: {}
  /** Scripts were loaded: names of those that changed, errors of those that do not load. */
  reload: {changed: string[], failed: string[]}
  /** The service took a message without saying that it will show it. */
  unconfirmed: {user: string}
  /** Few sends are left in a user's window. */
  quotaLow: {user: string, remaining: number, limit: number}
  /** A message is given up, since handling it killed the program again and again. */
  deadLetter: {user: string, row: string, reason: string}
  /** A handler failed; `user` and `messageId` are there when it handled a message. */
  error: {message: string, user?: string, messageId?: string, script?: string, file?: string, line?: number, column?: number, name?: string, code?: string, stack?: string}
}

/** Events for `bot.on`. */
type EventName = keyof EventFacts

/** An event of the host; `account` is null for events of no account. */
type BotEvent<E extends EventName = EventName> = {readonly type: E, readonly account: string | null, readonly time: Date} & Readonly<EventFacts[E]>

/** A number with a unit: `"90s"`, `"10m"`, `"2d"`. Units are ms s m h d. */
type Duration = string

/** Kinds of media. */
type MediaKind = "image" | "voice" | "file" | "video"

/** Kinds of messages for `bot.on`. */
type MessageKind = "message" | "text" | MediaKind | "unsupported"

/**
 * Where media comes from: a path (in the script's folder, then in `files`), an
 * http(s) URL, bytes, an upload or a received media.
 */
type Source = string | URL | Uint8Array | ArrayBuffer | Blob | Upload | Media

/**
 * Media, with or without a text before it. An image or video whose extension
 * and bytes say that it is something else goes as what it is.
 */
type MediaContent = {text?: string | number, name?: string, image?: Source, video?: Source, file?: Source, voice?: Source}

/** What can be sent. Voice leaves as a file: phones show no voice bubbles of bots. */
type Content = string | number | MediaContent | Array<string | number | MediaContent>

/** What a handler may return: content is the reply, the rest sends nothing. */
type Result = Content | Receipt | Receipt[] | boolean | null | undefined | void

/** Answers a message. `next()` lets later rules have it too. */
type Handler<M = Message> = (msg: M, next: () => Promise<boolean>) => Result | Promise<Result>

/** A message that a RegExp matched. */
type MatchedMessage = Message & {readonly match: RegExpMatchArray}

/** A message with media. */
type MediaMessage = Message & {readonly media: Media}

/** The places of a pattern: `"天气 [城市] [天数?]"` has 城市, and maybe 天数. */
type Places<P extends string> = string extends P ? Record<string, string> :
  P extends `${string}[${infer Name}]${infer Rest}`
    ? (Name extends `${infer Optional}?` ? {readonly [K in Optional]?: string} : {readonly [K in Name]: string}) & Places<Rest>
    : {}

/** The bot: rules, schedules and sending. */
declare const bot: Bot

/** Storage of this script. */
declare const store: ScriptStore

/** What stands under [env] in config.toml. */
declare const env: {readonly [name: string]: string | undefined}

/**
 * What every error of hotreply is.
 * @example
 * bot.on("text", async msg => {
 *   try { await msg.reply("hi") } catch (e) { if (e instanceof BotError) console.warn(e.code, e.hint) }
 * })
 */
declare class BotError extends Error {
  /** What went wrong, for programs. */
  readonly code: string
  /** What to do about it, for people. */
  readonly hint?: string
}

/**
 * The user has never written to this bot, so there is nobody to send to.
 * @example
 * bot.every("1h", async () => {
 *   try { await bot.send("x@im.wechat", "hi") } catch (e) { if (!(e instanceof NoContextError)) throw e }
 * })
 */
declare class NoContextError extends BotError {}

/**
 * The user's last message is older than 24 hours.
 * @example
 * bot.every("1h", async () => {
 *   try { await bot.send("x@im.wechat", "hi") } catch (e) { if (!(e instanceof WindowClosedError)) throw e }
 * })
 */
declare class WindowClosedError extends BotError {}

/**
 * The 10 sends after the user's last message are used up.
 * @example
 * bot.on("text", async msg => {
 *   try { await msg.reply("hi") } catch (e) { if (e instanceof QuotaExhaustedError) console.warn(`${e.used} of ${e.limit}`) }
 * })
 */
declare class QuotaExhaustedError extends BotError {
  /** How many sends a window has. */
  readonly limit: number
  /** How many are used. */
  readonly used: number
}

/**
 * A text above 16 KiB that was not to be split.
 * @example
 * bot.on("text", async msg => {
 *   try { await msg.reply("long", {split: false}) } catch (e) { if (e instanceof TextTooLongError) console.warn(e.bytes, e.limit) }
 * })
 */
declare class TextTooLongError extends BotError {
  /** Bytes of the text in UTF-8. */
  readonly bytes: number
  /** The most that the service takes. */
  readonly limit: number
}

/**
 * The service refused and did not say why; `reasons` are the likely ones,
 * likeliest first.
 * @example
 * bot.on("text", async msg => {
 *   try { await msg.reply("hi") } catch (e) { if (e instanceof RejectedError) console.warn(e.ret, e.reasons[0]) }
 * })
 */
declare class RejectedError extends BotError {
  /** The service's number: -2 does not say why; -3 calls the arguments invalid, a user id that is spelled another way among them; -1 knows no such user. */
  readonly ret: number
  /** The service's words. */
  readonly errmsg: string
  /** Likely reasons. */
  readonly reasons: string[]
  /** Messages counted in the user's window before this one. */
  readonly used: number
  /** How many `send.quota` allows, 0 for no limit. */
  readonly quota: number
  /** Seconds since the context token came in, 0 if that is not known. */
  readonly tokenAge: number
  /** UTF-8 bytes of the text, 0 for media. */
  readonly bytes: number
  /** How many seconds ago the account's last messages were sent, newest first. */
  readonly recent: number[]
}

/**
 * The login is no longer valid: the account needs a new scan.
 * @example
 * bot.every("1h", async () => {
 *   try { await bot.send("x@im.wechat", "hi") } catch (e) { if (e instanceof SessionExpiredError) console.warn(e.hint) }
 * })
 */
declare class SessionExpiredError extends BotError {}

/**
 * Media could not be read, sent or decrypted: `code` is KEY_MISMATCH or
 * BAD_PADDING (not to be decrypted), TOO_LARGE, CDN_STATUS (WeChat's media
 * server failed), UNSUPPORTED (WeChat does not take it), PROBE_PREVIEW (a video
 * that WeChat can not preview: send it as a file), USER_UNKNOWN, PATH_REFUSED
 * or GONE (the bytes are not there any more).
 * @example
 * bot.on("image", async msg => {
 *   try { await msg.media.save() } catch (e) { if (e instanceof MediaError && e.code === "GONE") return "发得太晚了" }
 * })
 */
declare class MediaError extends BotError {
  /** HTTP status of the server that failed, if one answered. */
  readonly status?: number
  /** Bytes of what is too large. */
  readonly size?: number
  /** The most bytes that are taken. */
  readonly limit?: number
}

/**
 * Something took too long, such as the answer to `msg.ask`.
 * @example
 * bot.hear("quick", async msg => {
 *   try { await msg.ask("?", {timeout: "10s"}) } catch (e) { if (e instanceof TimeoutError) return "太慢了" }
 * })
 */
declare class TimeoutError extends BotError {}

declare module "hotreply" {
  export {bot, store, env, BotError, NoContextError, WindowClosedError, QuotaExhaustedError, TextTooLongError,
    RejectedError, SessionExpiredError, MediaError, TimeoutError}
}

/**
 * A table: one object for each row, by the names in the first row. All cells
 * are texts.
 * @example
 * import menu from "./menu.csv"
 * bot.hear("菜单", () => menu.map(dish => `${dish.名称} ${dish.价格}元`).join("\n"))
 */
declare module "*.csv" {
  const rows: Array<Record<string, string>>
  export default rows
}

/** A table whose columns are separated by tabs, otherwise as `*.csv`. */
declare module "*.tsv" {
  const rows: Array<Record<string, string>>
  export default rows
}

/**
 * Settings in TOML. Dates are texts.
 * @example
 * import shop from "./shop.toml"
 * bot.hear("营业时间", () => shop.hours.open)
 */
declare module "*.toml" {
  const settings: any
  export default settings
}

/**
 * Settings in YAML. Dates are texts, and digits that begin with a zero.
 * @example
 * import faq from "./faq.yaml"
 * for (const [question, answer] of Object.entries(faq)) bot.hear(question, () => answer)
 */
declare module "*.yaml" {
  const value: any
  export default value
}

declare module "*.yml" {
  const value: any
  export default value
}

/**
 * A file as one text.
 * @example
 * import rules from "./rules.txt"
 * bot.hear("群规", () => rules)
 */
declare module "*.txt" {
  const text: string
  export default text
}

declare module "*.md" {
  const text: string
  export default text
}

declare module "*.html" {
  const text: string
  export default text
}

/**
 * Defines a rule test, in a file named like `10-hello.test.js` that
 * `hotreply test` runs with the rule `10-hello.js` beside it; a test whose name
 * no rule has, such as `all.test.js`, runs with all rules of its folder. Each
 * test has a bot of its own with empty state, no network, and a clock that
 * stands at Monday, 2026-01-05 09:00 in Shanghai. Calls of `t` take effect in
 * their order, each once the bot has come to rest after the one before, even
 * those that nobody awaits. `env` in the options adds to the `env` of the rules;
 * `timeout` is how long the test may take in real time, 60 seconds otherwise.
 * @example
 * test("greets", async t => {
 *   const u = t.user("alice")
 *   await u.says("hi")
 *   t.equal(await u.hears(), "你好！")
 * })
 */
declare const test: {
  (name: string, fn: (t: Test) => unknown, opts?: {env?: Record<string, string>, timeout?: Duration}): void
  /** Runs only the tests of this file that are marked so. */
  only(name: string, fn: (t: Test) => unknown, opts?: {env?: Record<string, string>, timeout?: Duration}): void
  /** Leaves the test out and says so. */
  skip(name: string, fn?: (t: Test) => unknown): void
}

/** What a rule test can do. */
interface Test {
  /**
   * Somebody who talks to the bot; the same name is the same person.
   * @example
   * test("two people", async t => { const a = t.user("alice"), b = t.user("bob") })
   */
  user(name: string): TestUser
  /**
   * Fails unless the two are the same by value.
   * @example
   * test("sum", t => t.equal([1 + 1], [2]))
   */
  equal(got: unknown, want: unknown, note?: string): void
  /**
   * Fails unless the text matches.
   * @example
   * test("match", t => t.match("你好", /^你/))
   */
  match(got: unknown, pattern: RegExp, note?: string): void
  /**
   * Fails unless the value is true, or as good as true.
   * @example
   * test("ok", t => t.ok("x".length))
   */
  ok(value: unknown, note?: string): void
  /**
   * Fails unless the function (or promise) throws, and gives what it threw.
   * @example
   * test("throws", async t => { const e = await t.throws(() => JSON.parse("{"), /SyntaxError/) })
   */
  throws(fn: (() => unknown) | Promise<unknown>, pattern?: RegExp | Function, note?: string): Promise<any>
  /**
   * The clock of the test: timers, cron, windows and `Date` in rules follow it.
   * It stops at everything that is due on the way, runs it at exactly its time,
   * and goes on when what that started has come to rest.
   * @example
   * test("a day later", async t => { await t.clock.advance("24h") })
   */
  readonly clock: {advance(by: Duration): Promise<void>, now(): Date}
  /**
   * Answers what the rules fetch: a text, an object as JSON, `{status, headers,
   * body}`, a `Response`, or a function of the request that gives one of these.
   * What the function throws is the failure of a network, its `code` included.
   * A url matches as a beginning.
   * @example
   * test("weather", async t => { t.fetch("https://wttr.in/", "晴 20°C") })
   */
  fetch(url: string | RegExp, reply: unknown | ((request: TestRequest) => unknown)): void
  /**
   * Makes the simulated service fail: http_500, reset, slow, ret_-2, ret_-14,
   * drop_response and so on, once or `count` times.
   * @example
   * test("a retry", async t => { t.faults({op: "sendmessage", kind: "http_500"}) })
   */
  faults(fault: {op?: string, kind: string, count?: number, rate?: number, delay?: Duration}): void
  /**
   * Stops the bot and starts it again on the same state. With `down` that much
   * time passes in between, in which no bot runs: what is due then is missed.
   * @example
   * test("survives", async t => { await t.restart({down: "2h"}) })
   */
  restart(opts?: {down?: Duration}): Promise<void>
  /**
   * What the rules wrote to the console so far, and their errors. The calls
   * before it must be over.
   * @example
   * test("quiet", t => t.equal(t.log(), ""))
   */
  log(): string
}

/** Somebody who talks to the bot in a rule test. */
interface TestUser {
  /** The user's id, as in `msg.from`. */
  readonly id: string
  /** Sends a text. */
  says(text: string): Promise<void>
  /** Sends media: a path beside the test, or bytes. `text` is the transcript of a voice message. */
  sends(kind: MediaKind, source: string | Uint8Array | ArrayBuffer | Blob, opts?: {name?: string, text?: string}): Promise<void>
  /**
   * Waits for the bot's next message: its text, or `{kind, name, size, md5}`. If
   * nothing is under way, up to ten seconds pass on the clock of the test.
   */
  hears(): Promise<any>
  /** Fails if the bot has sent anything when it comes to rest. */
  hearsNothing(): Promise<void>
}

/** A request of a rule, as `t.fetch` shows it. */
interface TestRequest {
  /** GET, POST and so on. */
  readonly method: string
  /** The whole URL. */
  readonly url: string
  /** Headers by lower-case name. */
  readonly headers: {[name: string]: string}
  /** The body as text. */
  readonly body: string
  /** The body as JSON, if it is. */
  readonly json?: any
}
