// Package media opens what rules name as sources of media and puts it on the
// CDN: a path, a URL, bytes, an earlier upload, or media that a user sent.
//
//	sources := media.New(media.Options{State: dir, Files: files, …})
//	r, info, err := sources.Open(ctx, bot.Source{Path: "cat.png", Dir: scripts})
//	up, err := sources.Upload(ctx, client, bot.UploadRequest{To: user, Account: name, Kind: "image", Source: src})
//
// A path leads into the scripts' folders, into files, or into a folder of
// rules.read, with all links resolved, and nowhere else (path.go). A URL is
// fetched under the rules of fetch, and the file is named after what its server
// calls it, in whichever encoding (url.go, name.go). Content that phones could
// not show as the kind asked for goes as another, with a warning (kind.go).
// Large transfers are shown while they last (transfer.go).
//
// The package has no goroutines and no state but its options; whoever calls
// waits, and an end of the context ends the call. It knows no login: an upload
// is made with the client that it is given, and an answer that calls the login
// stale is the caller's to judge.
//
// Errors are [ilink.MediaError]s, which scripts see: GONE for what is not there
// or gives nothing, PATH_REFUSED for what may not be read, TOO_LARGE, and those
// of [ilink.Client.Upload] and [ilink.Client.Download].
package media
