
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
