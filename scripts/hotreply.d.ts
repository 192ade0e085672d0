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

// Names of the web platform, exactly those that rules have: there is no
// window, no document and no WebSocket.

/** Bytes as calls take them: a Uint8Array, a Buffer, an ArrayBuffer, a DataView. */
type BufferSource = ArrayBuffer | ArrayBufferView

/** What can be sent as the body of a request. */
type BodyInit = string | BufferSource | Blob | FormData | URLSearchParams | ReadableStream | AsyncIterable<Uint8Array>
type HeadersInit = Headers | Iterable<readonly [string, string]> | string[][] | {[name: string]: string | number | boolean}
type RequestInfo = string | URL | Request

/** The second argument of fetch. */
interface RequestInit {
  method?: string
  headers?: HeadersInit
  body?: BodyInit | null
  /** Ends the request: `AbortSignal.timeout(5000)`. */
  signal?: AbortSignal | null
  redirect?: "follow" | "error" | "manual"
  /** Taken and without effect: there are no cookies and no cache. */
  cache?: string
  credentials?: string
  mode?: string
  keepalive?: boolean
  integrity?: string
  referrer?: string
  duplex?: "half"
}

/** Asks a server over HTTP. The hosts that are allowed stand in the config. */
declare function fetch(input: RequestInfo, init?: RequestInit): Promise<Response>

/** What Request and Response share. A body can be read once. */
interface Body {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>> | null
  readonly bodyUsed: boolean
  arrayBuffer(): Promise<ArrayBuffer>
  blob(): Promise<Blob>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  formData(): Promise<FormData>
  json(): Promise<any>
  text(): Promise<string>
}

interface Request extends Body {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly signal: AbortSignal
  readonly redirect: "follow" | "error" | "manual"
  readonly cache: string
  readonly credentials: string
  readonly mode: string
  readonly keepalive: boolean
  readonly integrity: string
  readonly referrer: string
  readonly destination: string
  readonly duplex: "half"
  clone(): Request
}
declare var Request: {
  readonly prototype: Request
  new(input: RequestInfo, init?: RequestInit): Request
}

interface ResponseInit {
  status?: number
  statusText?: string
  headers?: HeadersInit
}
interface Response extends Body {
  readonly status: number
  readonly statusText: string
  /** Whether the status is 200 to 299. */
  readonly ok: boolean
  readonly headers: Headers
  readonly url: string
  readonly redirected: boolean
  readonly type: "basic" | "default" | "error"
  clone(): Response
}
declare var Response: {
  readonly prototype: Response
  new(body?: BodyInit | null, init?: ResponseInit): Response
  json(value: unknown, init?: ResponseInit): Response
  error(): Response
  redirect(url: string | URL, status?: number): Response
}

interface Headers {
  append(name: string, value: string): void
  set(name: string, value: string): void
  get(name: string): string | null
  has(name: string): boolean
  delete(name: string): void
  getSetCookie(): string[]
  forEach(fn: (value: string, name: string, headers: Headers) => void, self?: any): void
  entries(): IteratorObject<[string, string], undefined>
  keys(): IteratorObject<string, undefined>
  values(): IteratorObject<string, undefined>
  [Symbol.iterator](): IteratorObject<[string, string], undefined>
}
declare var Headers: {
  readonly prototype: Headers
  new(init?: HeadersInit): Headers
}

interface BlobPropertyBag {
  type?: string
}
type BlobPart = string | BufferSource | Blob
interface Blob {
  readonly size: number
  readonly type: string
  slice(start?: number, end?: number, type?: string): Blob
  arrayBuffer(): Promise<ArrayBuffer>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  text(): Promise<string>
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>
}
declare var Blob: {
  readonly prototype: Blob
  new(parts?: Iterable<BlobPart>, options?: BlobPropertyBag): Blob
}

interface FilePropertyBag extends BlobPropertyBag {
  lastModified?: number
}
interface File extends Blob {
  readonly name: string
  readonly lastModified: number
  readonly webkitRelativePath: string
}
declare var File: {
  readonly prototype: File
  new(parts: Iterable<BlobPart>, name: string, options?: FilePropertyBag): File
}

type FormDataEntryValue = string | File
interface FormData {
  append(name: string, value: string | number | boolean): void
  append(name: string, value: Blob, file?: string): void
  set(name: string, value: string | number | boolean): void
  set(name: string, value: Blob, file?: string): void
  get(name: string): FormDataEntryValue | null
  getAll(name: string): FormDataEntryValue[]
  has(name: string): boolean
  delete(name: string): void
  forEach(fn: (value: FormDataEntryValue, name: string, form: FormData) => void, self?: any): void
  entries(): IteratorObject<[string, FormDataEntryValue], undefined>
  keys(): IteratorObject<string, undefined>
  values(): IteratorObject<FormDataEntryValue, undefined>
  [Symbol.iterator](): IteratorObject<[string, FormDataEntryValue], undefined>
}
declare var FormData: {
  readonly prototype: FormData
  new(): FormData
}

interface URL {
  href: string
  readonly origin: string
  protocol: string
  username: string
  password: string
  host: string
  hostname: string
  port: string
  pathname: string
  search: string
  hash: string
  readonly searchParams: URLSearchParams
  toString(): string
  toJSON(): string
}
declare var URL: {
  readonly prototype: URL
  new(url: string | URL, base?: string | URL): URL
  canParse(url: string | URL, base?: string | URL): boolean
  parse(url: string | URL, base?: string | URL): URL | null
}

interface URLSearchParams {
  readonly size: number
  append(name: string, value: string | number | boolean): void
  set(name: string, value: string | number | boolean): void
  get(name: string): string | null
  getAll(name: string): string[]
  has(name: string, value?: string): boolean
  delete(name: string, value?: string): void
  sort(): void
  toString(): string
  forEach(fn: (value: string, name: string, params: URLSearchParams) => void, self?: any): void
  entries(): IteratorObject<[string, string], undefined>
  keys(): IteratorObject<string, undefined>
  values(): IteratorObject<string, undefined>
  [Symbol.iterator](): IteratorObject<[string, string], undefined>
}
declare var URLSearchParams: {
  readonly prototype: URLSearchParams
  new(init?: string | URLSearchParams | Iterable<readonly [string, string]> | string[][] | {[name: string]: string | number | boolean}): URLSearchParams
}

interface TextEncoder {
  readonly encoding: "utf-8"
  encode(text?: string): Uint8Array<ArrayBuffer>
  encodeInto(text: string, target: Uint8Array): {read: number, written: number}
}
declare var TextEncoder: {
  readonly prototype: TextEncoder
  new(): TextEncoder
}
interface TextDecoderOptions {
  fatal?: boolean
  ignoreBOM?: boolean
}
interface TextDecoder {
  readonly encoding: string
  readonly fatal: boolean
  readonly ignoreBOM: boolean
  decode(input?: BufferSource, options?: {stream?: boolean}): string
}
declare var TextDecoder: {
  readonly prototype: TextDecoder
  /** The encoding may be any of the web's: "utf-8", "gbk", "big5", "shift_jis". */
  new(encoding?: string, options?: TextDecoderOptions): TextDecoder
}

interface QueuingStrategy<T = any> {
  highWaterMark?: number
  size?(chunk: T): number
}
interface ReadableStreamDefaultController<R = any> {
  readonly desiredSize: number | null
  enqueue(chunk?: R): void
  close(): void
  error(reason?: any): void
}
interface UnderlyingSource<R = any> {
  start?(controller: ReadableStreamDefaultController<R>): any
  pull?(controller: ReadableStreamDefaultController<R>): any
  cancel?(reason?: any): any
}
type ReadableStreamReadResult<T> = {done: false, value: T} | {done: true, value?: T}
interface ReadableStreamDefaultReader<R = any> {
  readonly closed: Promise<undefined>
  read(): Promise<ReadableStreamReadResult<R>>
  cancel(reason?: any): Promise<void>
  releaseLock(): void
}
declare var ReadableStreamDefaultReader: {
  readonly prototype: ReadableStreamDefaultReader
  new<R = any>(stream: ReadableStream<R>): ReadableStreamDefaultReader<R>
}
interface StreamPipeOptions {
  preventClose?: boolean
  preventAbort?: boolean
  preventCancel?: boolean
  signal?: AbortSignal
}
interface ReadableStream<R = any> {
  readonly locked: boolean
  cancel(reason?: any): Promise<void>
  getReader(): ReadableStreamDefaultReader<R>
  pipeTo(target: WritableStream<R>, options?: StreamPipeOptions): Promise<void>
  pipeThrough<T>(pair: {readable: ReadableStream<T>, writable: WritableStream<R>}, options?: StreamPipeOptions): ReadableStream<T>
  tee(): [ReadableStream<R>, ReadableStream<R>]
  values(options?: {preventCancel?: boolean}): AsyncIterableIterator<R>
  [Symbol.asyncIterator](options?: {preventCancel?: boolean}): AsyncIterableIterator<R>
}
declare var ReadableStream: {
  readonly prototype: ReadableStream
  new<R = any>(source?: UnderlyingSource<R>, strategy?: QueuingStrategy<R>): ReadableStream<R>
  from<R>(items: Iterable<R | PromiseLike<R>> | AsyncIterable<R>): ReadableStream<R>
}

interface WritableStreamDefaultController {
  error(reason?: any): void
}
interface UnderlyingSink<W = any> {
  start?(controller: WritableStreamDefaultController): any
  write?(chunk: W, controller: WritableStreamDefaultController): any
  close?(): any
  abort?(reason?: any): any
}
interface WritableStreamDefaultWriter<W = any> {
  readonly closed: Promise<undefined>
  readonly ready: Promise<undefined>
  readonly desiredSize: number | null
  write(chunk?: W): Promise<void>
  close(): Promise<void>
  abort(reason?: any): Promise<void>
  releaseLock(): void
}
interface WritableStream<W = any> {
  readonly locked: boolean
  getWriter(): WritableStreamDefaultWriter<W>
  close(): Promise<void>
  abort(reason?: any): Promise<void>
}
declare var WritableStream: {
  readonly prototype: WritableStream
  new<W = any>(sink?: UnderlyingSink<W>): WritableStream<W>
}

interface TransformStreamDefaultController<O = any> {
  readonly desiredSize: number | null
  enqueue(chunk?: O): void
  error(reason?: any): void
  terminate(): void
}
interface Transformer<I = any, O = any> {
  start?(controller: TransformStreamDefaultController<O>): any
  transform?(chunk: I, controller: TransformStreamDefaultController<O>): any
  flush?(controller: TransformStreamDefaultController<O>): any
}
interface TransformStream<I = any, O = any> {
  readonly readable: ReadableStream<O>
  readonly writable: WritableStream<I>
}
declare var TransformStream: {
  readonly prototype: TransformStream
  new<I = any, O = any>(transformer?: Transformer<I, O>): TransformStream<I, O>
}
interface TextDecoderStream extends TransformStream<BufferSource, string> {
  readonly encoding: string
  readonly fatal: boolean
  readonly ignoreBOM: boolean
}
declare var TextDecoderStream: {
  readonly prototype: TextDecoderStream
  new(encoding?: string, options?: TextDecoderOptions): TextDecoderStream
}
interface TextEncoderStream extends TransformStream<string, Uint8Array<ArrayBuffer>> {
  readonly encoding: "utf-8"
}
declare var TextEncoderStream: {
  readonly prototype: TextEncoderStream
  new(): TextEncoderStream
}

interface EventInit {
  bubbles?: boolean
  cancelable?: boolean
  composed?: boolean
}
interface Event {
  readonly type: string
  readonly bubbles: boolean
  readonly cancelable: boolean
  readonly composed: boolean
  readonly defaultPrevented: boolean
  readonly target: EventTarget | null
  readonly currentTarget: EventTarget | null
  readonly srcElement: EventTarget | null
  readonly timeStamp: number
  readonly eventPhase: number
  readonly isTrusted: boolean
  readonly cancelBubble: boolean
  composedPath(): EventTarget[]
  preventDefault(): void
  stopPropagation(): void
  stopImmediatePropagation(): void
}
declare var Event: {
  readonly prototype: Event
  new(type: string, init?: EventInit): Event
}
interface CustomEventInit<T = any> extends EventInit {
  detail?: T
}
interface CustomEvent<T = any> extends Event {
  readonly detail: T
}
declare var CustomEvent: {
  readonly prototype: CustomEvent
  new<T = any>(type: string, init?: CustomEventInit<T>): CustomEvent<T>
}

type EventListenerOrEventListenerObject = ((event: any) => unknown) | {handleEvent(event: any): unknown}
interface AddEventListenerOptions {
  capture?: boolean
  once?: boolean
  passive?: boolean
  signal?: AbortSignal
}
interface EventTarget {
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: AddEventListenerOptions | boolean): void
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null, options?: {capture?: boolean} | boolean): void
  dispatchEvent(event: Event): boolean
}
declare var EventTarget: {
  readonly prototype: EventTarget
  new(): EventTarget
}

interface AbortSignal extends EventTarget {
  readonly aborted: boolean
  readonly reason: any
  onabort: ((this: AbortSignal, event: Event) => unknown) | null
  throwIfAborted(): void
}
declare var AbortSignal: {
  readonly prototype: AbortSignal
  abort(reason?: any): AbortSignal
  timeout(ms: number): AbortSignal
  any(signals: Iterable<AbortSignal>): AbortSignal
}
interface AbortController {
  readonly signal: AbortSignal
  abort(reason?: any): void
}
declare var AbortController: {
  readonly prototype: AbortController
  new(): AbortController
}

interface DOMException extends Error {
  readonly name: string
  readonly code: number
}
declare var DOMException: {
  readonly prototype: DOMException
  new(message?: string, name?: string | {name?: string, cause?: unknown}): DOMException
}

/** What importKey makes: the secret of an HMAC. */
interface CryptoKey {
  readonly type: "secret"
  readonly extractable: boolean
  readonly algorithm: {readonly name: "HMAC", readonly hash: {readonly name: string}}
  readonly usages: string[]
}
declare var CryptoKey: {readonly prototype: CryptoKey}

type AlgorithmIdentifier = string | {name: string}
/** Digests and HMAC; for ciphers and signatures take node:crypto. */
interface SubtleCrypto {
  digest(algorithm: AlgorithmIdentifier, data: BufferSource): Promise<ArrayBuffer>
  importKey(format: "raw", key: BufferSource, algorithm: {name: "HMAC", hash: AlgorithmIdentifier}, extractable: boolean, usages: readonly string[]): Promise<CryptoKey>
  sign(algorithm: "HMAC" | {name: "HMAC"}, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer>
  verify(algorithm: "HMAC" | {name: "HMAC"}, key: CryptoKey, signature: BufferSource, data: BufferSource): Promise<boolean>
}
declare var SubtleCrypto: {readonly prototype: SubtleCrypto}
interface Crypto {
  readonly subtle: SubtleCrypto
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`
  getRandomValues<T extends ArrayBufferView>(into: T): T
}
declare var Crypto: {readonly prototype: Crypto}
declare var crypto: Crypto

interface PerformanceMeasure {
  readonly name: string
  readonly entryType: string
  readonly startTime: number
  readonly duration: number
}
interface Performance {
  readonly timeOrigin: number
  /** Milliseconds since the script began. */
  now(): number
  mark(name: string, options?: {startTime?: number}): PerformanceMeasure
  measure(name: string, from?: string, to?: string): PerformanceMeasure
  clearMarks(name?: string): void
  toJSON(): {timeOrigin: number}
}
declare var performance: Performance

/** Writes to the log of hotreply. */
interface Console {
  log(...values: any[]): void
  info(...values: any[]): void
  warn(...values: any[]): void
  error(...values: any[]): void
  debug(...values: any[]): void
  trace(...values: any[]): void
  dir(value?: any, ...rest: any[]): void
  table(value?: any, ...rest: any[]): void
  assert(condition?: unknown, ...values: any[]): void
  time(label?: string): void
  timeLog(label?: string, ...values: any[]): void
  timeEnd(label?: string): void
  count(label?: string): void
  group(...values: any[]): void
  groupCollapsed(...values: any[]): void
  groupEnd(): void
  clear(): void
}
declare var console: Console

interface Navigator {
  readonly userAgent: string
  readonly language: string
  readonly languages: readonly string[]
  readonly hardwareConcurrency: number
  readonly onLine: boolean
  readonly platform: string
}
declare var navigator: Navigator
declare var self: typeof globalThis

declare function atob(text: string): string
declare function btoa(text: string): string
declare function structuredClone<T>(value: T): T
declare function reportError(error: any): void
declare function queueMicrotask(fn: () => void): void
declare function setTimeout(fn: (...args: any[]) => unknown, ms?: number, ...args: any[]): number
declare function setInterval(fn: (...args: any[]) => unknown, ms?: number, ...args: any[]): number
declare function clearTimeout(id?: number | null): void
declare function clearInterval(id?: number | null): void

// Names of Node that rules have, as far as they work here.

/** Where the file is, as real paths. main is always false: no file is a program of its own. */
interface ImportMeta {
  readonly url: string
  readonly filename: string
  readonly dirname: string
  readonly main: boolean
  resolve(specifier: string): string
}

/** The folder of this file. */
declare const __dirname: string
/** The path of this file. */
declare const __filename: string

/** Names are plain strings: what they name is bundled. */
interface HotreplyRequire {
  (name: string): any
  resolve(name: string): string
}
declare const require: HotreplyRequire

/** Names of encodings. */
type BufferEncoding = "utf8" | "utf-8" | "utf16le" | "utf-16le" | "ucs2" | "ucs-2" | "latin1" | "binary" | "ascii" | "hex" | "base64" | "base64url"

/** Bytes with the methods of Node's Buffer. */
declare class Buffer extends Uint8Array<ArrayBuffer> {
  static from(data: string, encoding?: BufferEncoding): Buffer
  static from(data: ArrayLike<number> | Iterable<number> | ArrayBuffer, offset?: number, length?: number): Buffer
  static alloc(size: number, fill?: string | number, encoding?: BufferEncoding): Buffer
  static allocUnsafe(size: number): Buffer
  static concat(list: readonly Uint8Array[], total?: number): Buffer
  static byteLength(data: string | ArrayBuffer | ArrayBufferView, encoding?: BufferEncoding): number
  static compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1
  static isBuffer(value: unknown): value is Buffer
  static isEncoding(name: string): name is BufferEncoding
  toString(encoding?: BufferEncoding, start?: number, end?: number): string
  toJSON(): {type: "Buffer", data: number[]}
  write(text: string, offset?: number, length?: number, encoding?: BufferEncoding): number
  copy(target: Uint8Array, at?: number, start?: number, end?: number): number
  equals(other: Uint8Array): boolean
  compare(other: Uint8Array): -1 | 0 | 1
  subarray(start?: number, end?: number): Buffer
  slice(start?: number, end?: number): Buffer
  indexOf(value: string | number | Uint8Array, from?: number, encoding?: BufferEncoding): number
  lastIndexOf(value: string | number | Uint8Array, from?: number, encoding?: BufferEncoding): number
  includes(value: string | number | Uint8Array, from?: number, encoding?: BufferEncoding): boolean
  fill(value: string | number | Uint8Array, start?: number, end?: number, encoding?: BufferEncoding): this
  swap16(): this
  swap32(): this
  swap64(): this
  readUInt8(at?: number): number
  readInt8(at?: number): number
  readUInt16LE(at?: number): number
  readUInt16BE(at?: number): number
  readInt16LE(at?: number): number
  readInt16BE(at?: number): number
  readUInt32LE(at?: number): number
  readUInt32BE(at?: number): number
  readInt32LE(at?: number): number
  readInt32BE(at?: number): number
  readFloatLE(at?: number): number
  readFloatBE(at?: number): number
  readDoubleLE(at?: number): number
  readDoubleBE(at?: number): number
  readBigUInt64LE(at?: number): bigint
  readBigUInt64BE(at?: number): bigint
  readBigInt64LE(at?: number): bigint
  readBigInt64BE(at?: number): bigint
  readUIntLE(at: number, bytes: number): number
  readUIntBE(at: number, bytes: number): number
  readIntLE(at: number, bytes: number): number
  readIntBE(at: number, bytes: number): number
  writeUInt8(value: number, at?: number): number
  writeInt8(value: number, at?: number): number
  writeUInt16LE(value: number, at?: number): number
  writeUInt16BE(value: number, at?: number): number
  writeInt16LE(value: number, at?: number): number
  writeInt16BE(value: number, at?: number): number
  writeUInt32LE(value: number, at?: number): number
  writeUInt32BE(value: number, at?: number): number
  writeInt32LE(value: number, at?: number): number
  writeInt32BE(value: number, at?: number): number
  writeFloatLE(value: number, at?: number): number
  writeFloatBE(value: number, at?: number): number
  writeDoubleLE(value: number, at?: number): number
  writeDoubleBE(value: number, at?: number): number
  writeBigUInt64LE(value: bigint, at?: number): number
  writeBigUInt64BE(value: bigint, at?: number): number
  writeBigInt64LE(value: bigint, at?: number): number
  writeBigInt64BE(value: bigint, at?: number): number
}

/** Node's process, as far as rules have it: `process.env` is `env`. */
interface Process {
  readonly env: {[name: string]: string | undefined}
  readonly platform: string
  readonly arch: string
  readonly argv: string[]
  readonly version: string
  readonly versions: {readonly [name: string]: string}
  readonly pid: number
  cwd(): string
  uptime(): number
  nextTick(fn: (...args: any[]) => void, ...args: any[]): void
  emitWarning(warning: string | Error): void
  memoryUsage(): {rss: number, heapTotal: number, heapUsed: number}
  hrtime: {(from?: [number, number]): [number, number], bigint(): bigint}
  readonly stdout: {write(text: string | Uint8Array): boolean, readonly isTTY: false}
  readonly stderr: {write(text: string | Uint8Array): boolean, readonly isTTY: false}
  on(name: string, fn: (...args: any[]) => void): this
  once(name: string, fn: (...args: any[]) => void): this
  off(name: string, fn: (...args: any[]) => void): this
}
declare const process: Process
declare const global: typeof globalThis
declare function setImmediate(fn: (...args: any[]) => void, ...args: any[]): number
declare function clearImmediate(id?: number): void

declare module "process" {
  export = process
}
declare module "console" {
  export = console
}
declare module "buffer" {
  export {Buffer, Blob, File, atob, btoa}
  export const constants: {MAX_LENGTH: number, MAX_STRING_LENGTH: number}
  export const kMaxLength: number
  export function isUtf8(data: BufferSource): boolean
  export function isAscii(data: BufferSource): boolean
  export function transcode(data: Uint8Array, from: BufferEncoding, to: BufferEncoding): Buffer
}

declare module "events" {
  interface Options {captureRejections?: boolean}
  class EventEmitter {
    constructor(options?: Options)
    static defaultMaxListeners: number
    static readonly errorMonitor: unique symbol
    static once(target: EventEmitter | EventTarget, name: string, options?: {signal?: AbortSignal}): Promise<any[]>
    static on(target: EventEmitter, name: string, options?: {signal?: AbortSignal, close?: string[]}): AsyncIterableIterator<any[]>
    static getEventListeners(target: EventEmitter, name: string | symbol): Function[]
    static setMaxListeners(n: number, ...targets: EventEmitter[]): void
    on(name: string | symbol, fn: (...args: any[]) => void): this
    once(name: string | symbol, fn: (...args: any[]) => void): this
    off(name: string | symbol, fn: (...args: any[]) => void): this
    addListener(name: string | symbol, fn: (...args: any[]) => void): this
    removeListener(name: string | symbol, fn: (...args: any[]) => void): this
    prependListener(name: string | symbol, fn: (...args: any[]) => void): this
    prependOnceListener(name: string | symbol, fn: (...args: any[]) => void): this
    removeAllListeners(name?: string | symbol): this
    emit(name: string | symbol, ...args: any[]): boolean
    listeners(name: string | symbol): Function[]
    listenerCount(name: string | symbol): number
    eventNames(): Array<string | symbol>
    setMaxListeners(n: number): this
    getMaxListeners(): number
  }
  export function once(target: EventEmitter | EventTarget, name: string, options?: {signal?: AbortSignal}): Promise<any[]>
  export function on(target: EventEmitter, name: string, options?: {signal?: AbortSignal, close?: string[]}): AsyncIterableIterator<any[]>
  export {EventEmitter}
  export default EventEmitter
}

declare module "stream" {
  import EventEmitter from "events"
  type Done = (error?: Error | null) => void
  interface StreamOptions {highWaterMark?: number, objectMode?: boolean, encoding?: BufferEncoding, signal?: AbortSignal, autoDestroy?: boolean}
  class Stream extends EventEmitter {
    pipe<T>(to: T, options?: {end?: boolean}): T
  }
  interface ReadableOptions extends StreamOptions {read?(this: Readable, size: number): void, destroy?(this: Readable, error: Error | null, done: Done): void}
  class Readable extends Stream {
    constructor(options?: ReadableOptions)
    static from(source: Iterable<any> | AsyncIterable<any>, options?: StreamOptions): Readable
    static fromWeb(stream: ReadableStream, options?: StreamOptions): Readable
    static toWeb(stream: Readable): ReadableStream
    readonly destroyed: boolean
    readonly readable: boolean
    push(chunk: any, encoding?: BufferEncoding): boolean
    read(size?: number): any
    pause(): this
    resume(): this
    setEncoding(encoding: BufferEncoding): this
    unpipe(to?: any): this
    destroy(error?: Error): this
    map(fn: (chunk: any) => any): Readable
    filter(fn: (chunk: any) => any): Readable
    toArray(): Promise<any[]>
    [Symbol.asyncIterator](): AsyncIterableIterator<any>
  }
  interface WritableOptions extends StreamOptions {write?(this: Writable, chunk: any, encoding: BufferEncoding, done: Done): void, final?(this: Writable, done: Done): void, destroy?(this: Writable, error: Error | null, done: Done): void}
  class Writable extends Stream {
    constructor(options?: WritableOptions)
    static fromWeb(stream: WritableStream, options?: StreamOptions): Writable
    static toWeb(stream: Writable): WritableStream
    readonly destroyed: boolean
    readonly writable: boolean
    write(chunk: any, encoding?: BufferEncoding | Done, done?: Done): boolean
    end(chunk?: any, encoding?: BufferEncoding | Done, done?: Done): this
    cork(): void
    uncork(): void
    destroy(error?: Error): this
  }
  interface DuplexOptions extends StreamOptions {read?(this: Duplex, size: number): void, write?(this: Duplex, chunk: any, encoding: BufferEncoding, done: Done): void, final?(this: Duplex, done: Done): void}
  class Duplex extends Readable {
    constructor(options?: DuplexOptions)
    readonly writable: boolean
    write(chunk: any, encoding?: BufferEncoding | Done, done?: Done): boolean
    end(chunk?: any, encoding?: BufferEncoding | Done, done?: Done): this
  }
  interface TransformOptions extends StreamOptions {transform?(this: Transform, chunk: any, encoding: BufferEncoding, done: (error?: Error | null, out?: any) => void): void, flush?(this: Transform, done: (error?: Error | null, out?: any) => void): void}
  class Transform extends Duplex {
    constructor(options?: TransformOptions)
  }
  class PassThrough extends Transform {}
  export function pipeline(...streamsAndDone: any[]): any
  export function finished(stream: Stream, done: Done): () => void
  export function addAbortSignal<S extends Stream>(signal: AbortSignal, stream: S): S
  export const promises: typeof import("stream/promises")
  export {Stream, Readable, Writable, Duplex, Transform, PassThrough}
  export default Stream
}
declare module "stream/promises" {
  export function pipeline(...streams: any[]): Promise<void>
  export function finished(stream: any): Promise<void>
}
declare module "stream/consumers" {
  type Source = AsyncIterable<any> | Iterable<any> | ReadableStream
  export function buffer(from: Source): Promise<Buffer>
  export function text(from: Source): Promise<string>
  export function json(from: Source): Promise<any>
  export function arrayBuffer(from: Source): Promise<ArrayBuffer>
  export function blob(from: Source): Promise<Blob>
}
declare module "stream/web" {
  export {ReadableStream, WritableStream, TransformStream, TextDecoderStream, TextEncoderStream}
}

declare module "zlib" {
  import {Transform} from "stream"
  interface Options {level?: number, dictionary?: Uint8Array, maxOutputLength?: number, params?: {[key: number]: number}}
  type Data = string | Uint8Array | ArrayBuffer
  type Done = (error: Error | null, out: Buffer) => void
  interface Later {(data: Data, done: Done): void, (data: Data, options: Options, done: Done): void}
  type Sync = (data: Data, options?: Options) => Buffer
  type Create = (options?: Options) => Transform
  export const gzip: Later, gunzip: Later, deflate: Later, inflate: Later, deflateRaw: Later, inflateRaw: Later, unzip: Later, brotliCompress: Later, brotliDecompress: Later
  export const gzipSync: Sync, gunzipSync: Sync, deflateSync: Sync, inflateSync: Sync, deflateRawSync: Sync, inflateRawSync: Sync, unzipSync: Sync, brotliCompressSync: Sync, brotliDecompressSync: Sync
  export const createGzip: Create, createGunzip: Create, createDeflate: Create, createInflate: Create, createDeflateRaw: Create, createInflateRaw: Create, createUnzip: Create, createBrotliCompress: Create, createBrotliDecompress: Create
  export function crc32(data: Data, start?: number): number
  export const constants: {readonly [name: string]: number}
}

declare module "http" {
  import {Readable, Writable} from "stream"
  import EventEmitter from "events"
  type Headers = {[name: string]: string | number | string[] | undefined}
  interface RequestOptions {protocol?: string, hostname?: string, host?: string, port?: number | string, path?: string, method?: string, headers?: Headers, auth?: string, timeout?: number, signal?: AbortSignal, agent?: Agent}
  class Agent extends EventEmitter {
    constructor(options?: {keepAlive?: boolean, maxSockets?: number})
    destroy(): void
  }
  class IncomingMessage extends Readable {
    readonly statusCode: number
    readonly statusMessage: string
    readonly headers: {[name: string]: string & string[]}
    readonly rawHeaders: string[]
    readonly complete: boolean
  }
  class ClientRequest extends Writable {
    readonly method: string
    readonly path: string
    setHeader(name: string, value: string | number | string[]): this
    getHeader(name: string): any
    removeHeader(name: string): void
    setTimeout(ms: number, fn?: () => void): this
    abort(): void
  }
  type Answer = (response: IncomingMessage) => void
  export function request(options: RequestOptions | string | URL, done?: Answer): ClientRequest
  export function request(url: string | URL, options: RequestOptions, done?: Answer): ClientRequest
  export function get(options: RequestOptions | string | URL, done?: Answer): ClientRequest
  export function get(url: string | URL, options: RequestOptions, done?: Answer): ClientRequest
  export const METHODS: string[]
  export const STATUS_CODES: {readonly [status: number]: string}
  export const globalAgent: Agent
  export {Agent, IncomingMessage, ClientRequest, RequestOptions}
}
declare module "https" {
  export {Agent, request, get, globalAgent, RequestOptions} from "http"
}

declare module "fs/promises" {
  type Path = string | URL | Uint8Array
  type Encoding = BufferEncoding | {encoding: BufferEncoding}
  type Data = string | Uint8Array | ArrayBuffer | Blob | Iterable<any> | AsyncIterable<any>
  type Writing = BufferEncoding | {encoding?: BufferEncoding, flag?: "w" | "a" | "wx" | "ax"}
  interface Stats {size: number, mode: number, mtime: Date, mtimeMs: number, isFile(): boolean, isDirectory(): boolean, isSymbolicLink(): boolean}
  interface Dirent {name: string, parentPath: string, isFile(): boolean, isDirectory(): boolean, isSymbolicLink(): boolean}
  /** Reads a file inside the `files` folder. */
  export function readFile(path: Path): Promise<Buffer>
  export function readFile(path: Path, encoding: Encoding): Promise<string>
  export function writeFile(path: Path, data: Data, options?: Writing): Promise<void>
  export function appendFile(path: Path, data: Data, options?: Writing): Promise<void>
  export function readdir(path: Path, options: {withFileTypes: true, recursive?: boolean}): Promise<Dirent[]>
  export function readdir(path: Path, options?: {recursive?: boolean}): Promise<string[]>
  export function mkdir(path: Path, options?: {recursive?: boolean}): Promise<void>
  export function mkdtemp(prefix: string): Promise<string>
  export function rm(path: Path, options?: {recursive?: boolean, force?: boolean}): Promise<void>
  export function rmdir(path: Path): Promise<void>
  export function unlink(path: Path): Promise<void>
  export function rename(from: Path, to: Path): Promise<void>
  export function copyFile(from: Path, to: Path): Promise<void>
  export function access(path: Path): Promise<void>
  export function stat(path: Path): Promise<Stats>
  export function lstat(path: Path): Promise<Stats>
  export function realpath(path: Path): Promise<string>
  export {Stats, Dirent}
}
declare module "fs" {
  import {Readable, Writable} from "stream"
  import type {Stats, Dirent} from "fs/promises"
  type Path = string | URL | Uint8Array
  type Encoding = BufferEncoding | {encoding: BufferEncoding}
  type Writing = BufferEncoding | {encoding?: BufferEncoding, flag?: "w" | "a" | "wx" | "ax"}
  export const promises: typeof import("fs/promises")
  export const constants: {readonly [name: string]: number}
  /** Reads a file inside the `files` folder; the script's other handlers wait. */
  export function readFileSync(path: Path): Buffer
  export function readFileSync(path: Path, encoding: Encoding): string
  export function writeFileSync(path: Path, data: string | Uint8Array, options?: Writing): void
  export function appendFileSync(path: Path, data: string | Uint8Array, options?: Writing): void
  export function readdirSync(path: Path, options: {withFileTypes: true, recursive?: boolean}): Dirent[]
  export function readdirSync(path: Path, options?: {recursive?: boolean}): string[]
  export function existsSync(path: Path): boolean
  export function mkdirSync(path: Path, options?: {recursive?: boolean}): void
  export function rmSync(path: Path, options?: {recursive?: boolean, force?: boolean}): void
  export function rmdirSync(path: Path): void
  export function unlinkSync(path: Path): void
  export function renameSync(from: Path, to: Path): void
  export function copyFileSync(from: Path, to: Path): void
  export function accessSync(path: Path): void
  export function statSync(path: Path): Stats
  export function lstatSync(path: Path): Stats
  export function createReadStream(path: Path, options?: BufferEncoding | {encoding?: BufferEncoding, start?: number, end?: number, highWaterMark?: number}): Readable
  export function createWriteStream(path: Path, options?: BufferEncoding | {encoding?: BufferEncoding, flags?: "w" | "a" | "wx" | "ax"}): Writable
  export function readFile(path: Path, done: (error: Error | null, data: Buffer) => void): void
  export function readFile(path: Path, encoding: Encoding, done: (error: Error | null, data: string) => void): void
  export function writeFile(path: Path, data: string | Uint8Array, done: (error: Error | null) => void): void
  export function appendFile(path: Path, data: string | Uint8Array, done: (error: Error | null) => void): void
  export function readdir(path: Path, done: (error: Error | null, names: string[]) => void): void
  export function stat(path: Path, done: (error: Error | null, stats: Stats) => void): void
  export {Stats, Dirent}
}

declare module "path" {
  export interface ParsedPath {root: string, dir: string, base: string, ext: string, name: string}
  export const sep: "/", delimiter: ":"
  export function join(...parts: string[]): string
  export function resolve(...parts: string[]): string
  export function relative(from: string, to: string): string
  export function normalize(path: string): string
  export function isAbsolute(path: string): boolean
  export function dirname(path: string): string
  export function basename(path: string, suffix?: string): string
  export function extname(path: string): string
  export function parse(path: string): ParsedPath
  export function format(parts: Partial<ParsedPath>): string
}
declare module "path/posix" {
  export * from "path"
}

declare module "util" {
  export {TextEncoder, TextDecoder}
  export interface InspectOptions {depth?: number | null, maxArrayLength?: number, breakLength?: number, colors?: boolean, compact?: boolean | number, sorted?: boolean, showHidden?: boolean}
  export const inspect: {(value: unknown, options?: InspectOptions): string, readonly custom: unique symbol}
  export function format(...values: unknown[]): string
  export const promisify: {(fn: (...args: any[]) => void): (...args: any[]) => Promise<any>, readonly custom: unique symbol}
  export function callbackify(fn: (...args: any[]) => Promise<any>): (...args: any[]) => void
  export function inherits(child: Function, parent: Function): void
  export function deprecate<F extends Function>(fn: F, message: string): F
  export function debuglog(name: string): (...values: unknown[]) => void
  export function isDeepStrictEqual(a: unknown, b: unknown): boolean
  export function stripVTControlCharacters(text: string): string
  export function styleText(style: string | string[], text: string): string
  export function parseArgs(config?: {args?: readonly string[], options?: {[name: string]: {type: "string" | "boolean", short?: string, multiple?: boolean, default?: any}}, strict?: boolean, allowPositionals?: boolean, allowNegative?: boolean, tokens?: boolean}): {values: {[name: string]: any}, positionals: string[], tokens?: any[]}
  export const types: typeof import("util/types")
}
declare module "util/types" {
  export function isDate(v: unknown): v is Date
  export function isRegExp(v: unknown): v is RegExp
  export function isMap(v: unknown): v is Map<any, any>
  export function isSet(v: unknown): v is Set<any>
  export function isPromise(v: unknown): v is Promise<any>
  export function isNativeError(v: unknown): v is Error
  export function isUint8Array(v: unknown): v is Uint8Array
  export function isTypedArray(v: unknown): boolean
  export function isArrayBuffer(v: unknown): v is ArrayBuffer
  export function isAsyncFunction(v: unknown): boolean
  export function isGeneratorFunction(v: unknown): boolean
}
declare module "sys" {
  export * from "util"
}

declare module "crypto" {
  import {Transform} from "stream"
  type Bytes = Uint8Array | ArrayBuffer
  type KeyLike = string | Bytes | KeyObject
  interface KeyOptions {key: string | Bytes | KeyObject | object, format?: "pem" | "der" | "jwk", type?: "pkcs1" | "pkcs8" | "spki" | "sec1", padding?: number, saltLength?: number, dsaEncoding?: "der" | "ieee-p1363", oaepHash?: string}
  interface Hash extends Transform {
    update(data: string | Bytes, encoding?: BufferEncoding): this
    digest(): Buffer
    digest(encoding: BufferEncoding): string
    copy(): Hash
  }
  interface Hmac extends Transform {
    update(data: string | Bytes, encoding?: BufferEncoding): this
    digest(): Buffer
    digest(encoding: BufferEncoding): string
  }
  class KeyObject {
    readonly type: "secret" | "public" | "private"
    readonly asymmetricKeyType?: string
    readonly asymmetricKeyDetails?: {modulusLength?: number, publicExponent?: bigint, namedCurve?: string}
    readonly symmetricKeySize?: number
    equals(other: KeyObject): boolean
    export(options?: object): any
  }
  interface Cipheriv extends Transform {
    update(data: string | Bytes): Buffer
    update(data: string | Bytes, from: BufferEncoding | undefined | null, to: BufferEncoding): string
    update(data: string, from: BufferEncoding): Buffer
    final(): Buffer
    final(encoding: BufferEncoding): string
    setAutoPadding(on?: boolean): this
    setAAD(data: Bytes): this
    getAuthTag(): Buffer
  }
  interface Decipheriv extends Omit<Cipheriv, "getAuthTag"> {
    setAuthTag(tag: Bytes): this
  }
  interface Sign extends Transform {
    update(data: string | Bytes, encoding?: BufferEncoding): this
    sign(key: KeyLike | KeyOptions): Buffer
    sign(key: KeyLike | KeyOptions, encoding: BufferEncoding): string
  }
  interface Verify extends Transform {
    update(data: string | Bytes, encoding?: BufferEncoding): this
    verify(key: KeyLike | KeyOptions, signature: Bytes): boolean
    verify(key: KeyLike | KeyOptions, signature: string, encoding: BufferEncoding): boolean
  }
  type Done = (error: Error | null, key: Buffer) => void
  export function createHash(algorithm: string, options?: {outputLength?: number}): Hash
  export function createHmac(algorithm: string, key: KeyLike): Hmac
  export function hash(algorithm: string, data: string | Bytes, encoding?: BufferEncoding): string
  export function getHashes(): string[]
  export function getCiphers(): string[]
  export function getCurves(): string[]
  export function createCipheriv(algorithm: string, key: KeyLike, iv: string | Bytes | null, options?: {authTagLength?: number}): Cipheriv
  export function createDecipheriv(algorithm: string, key: KeyLike, iv: string | Bytes | null, options?: {authTagLength?: number}): Decipheriv
  export function createSecretKey(key: string | Bytes, encoding?: BufferEncoding): KeyObject
  export function createPrivateKey(key: string | Bytes | KeyOptions): KeyObject
  export function createPublicKey(key: string | Bytes | KeyOptions | KeyObject): KeyObject
  export function generateKeyPairSync(type: "rsa" | "ec" | "ed25519" | "x25519", options?: object): {publicKey: any, privateKey: any}
  export function generateKeyPair(type: "rsa" | "ec" | "ed25519" | "x25519", options: object, done: (error: Error | null, publicKey: any, privateKey: any) => void): void
  export function generateKeySync(type: "hmac" | "aes", options: {length: number}): KeyObject
  export function createSign(algorithm: string): Sign
  export function createVerify(algorithm: string): Verify
  export function sign(algorithm: string | null | undefined, data: Bytes, key: KeyLike | KeyOptions): Buffer
  export function verify(algorithm: string | null | undefined, data: Bytes, key: KeyLike | KeyOptions, signature: Bytes): boolean
  export function publicEncrypt(key: KeyLike | KeyOptions, data: Bytes): Buffer
  export function privateDecrypt(key: KeyLike | KeyOptions, data: Bytes): Buffer
  export function privateEncrypt(key: KeyLike | KeyOptions, data: Bytes): Buffer
  export function publicDecrypt(key: KeyLike | KeyOptions, data: Bytes): Buffer
  export function diffieHellman(keys: {privateKey: KeyObject, publicKey: KeyObject}): Buffer
  export function pbkdf2(secret: string | Bytes, salt: string | Bytes, rounds: number, length: number, hash: string, done: Done): void
  export function pbkdf2Sync(secret: string | Bytes, salt: string | Bytes, rounds: number, length: number, hash: string): Buffer
  export function scrypt(secret: string | Bytes, salt: string | Bytes, length: number, done: Done): void
  export function scrypt(secret: string | Bytes, salt: string | Bytes, length: number, options: {N?: number, r?: number, p?: number, maxmem?: number}, done: Done): void
  export function scryptSync(secret: string | Bytes, salt: string | Bytes, length: number, options?: {N?: number, r?: number, p?: number, maxmem?: number}): Buffer
  export function hkdfSync(hash: string, secret: KeyLike, salt: string | Bytes, info: string | Bytes, length: number): ArrayBuffer
  export function randomBytes(size: number): Buffer
  export function randomInt(max: number): number
  export function randomInt(min: number, max: number): number
  export function randomUUID(): string
  export function randomFillSync<T extends ArrayBufferView>(into: T): T
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
  export const constants: {readonly [name: string]: number}
  export const webcrypto: Crypto
  export const subtle: SubtleCrypto
  export {KeyObject, Hash, Hmac, Sign, Verify, Cipheriv, Decipheriv}
}

declare module "assert" {
  class AssertionError extends Error {
    readonly code: "ERR_ASSERTION"
    readonly actual: any
    readonly expected: any
    readonly operator: string
  }
  function assert(value: unknown, message?: string | Error): asserts value
  namespace assert {
    export {AssertionError}
    export const strict: typeof assert
    export function ok(value: unknown, message?: string | Error): asserts value
    export function equal(a: unknown, b: unknown, message?: string | Error): void
    export function notEqual(a: unknown, b: unknown, message?: string | Error): void
    export function strictEqual(a: unknown, b: unknown, message?: string | Error): void
    export function notStrictEqual(a: unknown, b: unknown, message?: string | Error): void
    export function deepEqual(a: unknown, b: unknown, message?: string | Error): void
    export function notDeepEqual(a: unknown, b: unknown, message?: string | Error): void
    export function deepStrictEqual(a: unknown, b: unknown, message?: string | Error): void
    export function notDeepStrictEqual(a: unknown, b: unknown, message?: string | Error): void
    export function match(text: string, pattern: RegExp, message?: string | Error): void
    export function doesNotMatch(text: string, pattern: RegExp, message?: string | Error): void
    export function fail(message?: string | Error): never
    export function ifError(value: unknown): void
    export function throws(fn: () => unknown, want?: RegExp | Function | object, message?: string | Error): void
    export function doesNotThrow(fn: () => unknown): void
    export function rejects(promise: Promise<unknown> | (() => Promise<unknown>), want?: RegExp | Function | object, message?: string | Error): Promise<void>
    export function doesNotReject(promise: Promise<unknown> | (() => Promise<unknown>)): Promise<void>
  }
  export = assert
}
declare module "assert/strict" {
  import assert from "assert"
  export = assert
}

declare module "url" {
  export {URL, URLSearchParams}
  export interface UrlParts {protocol: string | null, auth: string | null, host: string | null, port: string | null, hostname: string | null, hash: string | null, search: string | null, query: any, pathname: string | null, path: string | null, href: string}
  export function parse(text: string, query?: boolean, slashes?: boolean): UrlParts
  export function format(parts: string | URL | object, options?: {auth?: boolean, fragment?: boolean, search?: boolean, unicode?: boolean}): string
  export function resolve(from: string, to: string): string
  export function fileURLToPath(url: string | URL): string
  export function pathToFileURL(path: string): URL
  export function urlToHttpOptions(url: URL): object
  export function domainToASCII(name: string): string
  export function domainToUnicode(name: string): string
}
declare module "querystring" {
  export function parse(text: string, separator?: string, equals?: string, options?: {maxKeys?: number, decodeURIComponent?: (text: string) => string}): {[name: string]: string | string[] | undefined}
  export function stringify(values: object, separator?: string, equals?: string, options?: {encodeURIComponent?: (text: string) => string}): string
  export function escape(text: string): string
  export function unescape(text: string): string
}
declare module "punycode" {
  export function encode(text: string): string
  export function decode(text: string): string
  export function toASCII(name: string): string
  export function toUnicode(name: string): string
  export const ucs2: {decode(text: string): number[], encode(points: number[]): string}
}
declare module "string_decoder" {
  export class StringDecoder {
    constructor(encoding?: BufferEncoding)
    write(bytes: Uint8Array): string
    end(bytes?: Uint8Array): string
  }
}

declare module "timers" {
  export const setTimeout: typeof globalThis.setTimeout, clearTimeout: typeof globalThis.clearTimeout
  export const setInterval: typeof globalThis.setInterval, clearInterval: typeof globalThis.clearInterval
  export const setImmediate: typeof globalThis.setImmediate, clearImmediate: typeof globalThis.clearImmediate
  export const promises: typeof import("timers/promises")
}
declare module "timers/promises" {
  interface Options {signal?: AbortSignal}
  export function setTimeout<T = void>(ms?: number, value?: T, options?: Options): Promise<T>
  export function setInterval<T = void>(ms?: number, value?: T, options?: Options): AsyncIterableIterator<T>
  export function setImmediate<T = void>(value?: T, options?: Options): Promise<T>
  export const scheduler: {wait(ms: number, options?: Options): Promise<void>, yield(): Promise<void>}
}

declare module "os" {
  export const EOL: string, devNull: string
  export function platform(): string
  export function arch(): string
  export function type(): string
  export function release(): string
  export function hostname(): string
  export function homedir(): string
  export function tmpdir(): string
  export function endianness(): "LE"
  export function cpus(): Array<{model: string, speed: number}>
  export function availableParallelism(): number
  export function totalmem(): number
  export function freemem(): number
  export function uptime(): number
  export const constants: {signals: {readonly [name: string]: number}, errno: {readonly [name: string]: number}}
}
declare module "constants" {
  const constants: {readonly [name: string]: number}
  export = constants
}

declare module "async_hooks" {
  export class AsyncLocalStorage<T> {
    getStore(): T | undefined
    run<R>(store: T, fn: (...args: any[]) => R, ...args: any[]): R
    exit<R>(fn: (...args: any[]) => R, ...args: any[]): R
    enterWith(store: T): void
    static bind<F extends Function>(fn: F): F
    static snapshot(): (fn: (...args: any[]) => any, ...args: any[]) => any
  }
  export class AsyncResource {
    constructor(type: string)
    runInAsyncScope<R>(fn: (...args: any[]) => R, self?: any, ...args: any[]): R
    bind<F extends Function>(fn: F): F
    static bind<F extends Function>(fn: F): F
  }
}
declare module "diagnostics_channel" {
  export class Channel {
    readonly name: string
    readonly hasSubscribers: boolean
    publish(message: unknown): void
    subscribe(fn: (message: any, name: string) => void): void
    unsubscribe(fn: (message: any, name: string) => void): boolean
  }
  export function channel(name: string): Channel
  export function subscribe(name: string, fn: (message: any, name: string) => void): void
  export function unsubscribe(name: string, fn: (message: any, name: string) => void): boolean
  export function hasSubscribers(name: string): boolean
}
declare module "perf_hooks" {
  export const performance: Performance
}
declare module "readline" {
  import EventEmitter from "events"
  class Interface extends EventEmitter {
    close(): void
    [Symbol.asyncIterator](): AsyncIterableIterator<string>
  }
  export function createInterface(options: {input: import("stream").Readable, crlfDelay?: number}): Interface
  export {Interface}
}
declare module "readline/promises" {
  export {Interface, createInterface} from "readline"
}
declare module "module" {
  export const builtinModules: string[]
  export function isBuiltin(name: string): boolean
  export function createRequire(path: string | URL): HotreplyRequire
}

declare module "node:process" {
  import inner = require("process")
  export = inner
}
declare module "node:console" {
  import inner = require("console")
  export = inner
}
declare module "node:buffer" {
  export * from "buffer"
  export * as default from "buffer"
}
declare module "node:events" {
  export * from "events"
  export {default} from "events"
}
declare module "node:stream" {
  export * from "stream"
  export {default} from "stream"
}
declare module "node:stream/promises" {
  export * from "stream/promises"
  export * as default from "stream/promises"
}
declare module "node:stream/consumers" {
  export * from "stream/consumers"
  export * as default from "stream/consumers"
}
declare module "node:stream/web" {
  export * from "stream/web"
  export * as default from "stream/web"
}
declare module "node:zlib" {
  export * from "zlib"
  export * as default from "zlib"
}
declare module "node:http" {
  export * from "http"
  export * as default from "http"
}
declare module "node:https" {
  export * from "https"
  export * as default from "https"
}
declare module "node:fs/promises" {
  export * from "fs/promises"
  export * as default from "fs/promises"
}
declare module "node:fs" {
  export * from "fs"
  export * as default from "fs"
}
declare module "node:path" {
  export * from "path"
  export * as default from "path"
}
declare module "node:path/posix" {
  export * from "path/posix"
  export * as default from "path/posix"
}
declare module "node:util" {
  export * from "util"
  export * as default from "util"
}
declare module "node:util/types" {
  export * from "util/types"
  export * as default from "util/types"
}
declare module "node:sys" {
  export * from "sys"
  export * as default from "sys"
}
declare module "node:crypto" {
  export * from "crypto"
  export * as default from "crypto"
}
declare module "node:assert" {
  import inner = require("assert")
  export = inner
}
declare module "node:assert/strict" {
  import inner = require("assert/strict")
  export = inner
}
declare module "node:url" {
  export * from "url"
  export * as default from "url"
}
declare module "node:querystring" {
  export * from "querystring"
  export * as default from "querystring"
}
declare module "node:punycode" {
  export * from "punycode"
  export * as default from "punycode"
}
declare module "node:string_decoder" {
  export * from "string_decoder"
  export * as default from "string_decoder"
}
declare module "node:timers" {
  export * from "timers"
  export * as default from "timers"
}
declare module "node:timers/promises" {
  export * from "timers/promises"
  export * as default from "timers/promises"
}
declare module "node:os" {
  export * from "os"
  export * as default from "os"
}
declare module "node:constants" {
  import inner = require("constants")
  export = inner
}
declare module "node:async_hooks" {
  export * from "async_hooks"
  export * as default from "async_hooks"
}
declare module "node:diagnostics_channel" {
  export * from "diagnostics_channel"
  export * as default from "diagnostics_channel"
}
declare module "node:perf_hooks" {
  export * from "perf_hooks"
  export * as default from "perf_hooks"
}
declare module "node:readline" {
  export * from "readline"
  export * as default from "readline"
}
declare module "node:readline/promises" {
  export * from "readline/promises"
  export * as default from "readline/promises"
}
declare module "node:module" {
  export * from "module"
  export * as default from "module"
}
