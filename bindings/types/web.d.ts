
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
