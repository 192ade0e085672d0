package ilink

// MediaCode says what went wrong with media.
type MediaCode string

// The codes of a [MediaError].
const (
	MediaKeyMismatch  MediaCode = "KEY_MISMATCH"  // no key at hand opens the bytes
	MediaBadPadding   MediaCode = "BAD_PADDING"   // opened bytes do not end as they must: damaged, or a wrong key
	MediaTooLarge     MediaCode = "TOO_LARGE"     // above the limit
	MediaCDNStatus    MediaCode = "CDN_STATUS"    // the CDN answered with an error
	MediaUnsupported  MediaCode = "UNSUPPORTED"   // this kind can not be sent or read
	MediaProbePreview MediaCode = "PROBE_PREVIEW" // the CDN can not preview a video
	MediaUserUnknown  MediaCode = "USER_UNKNOWN"  // upload for somebody who is no user of the bot
	MediaPathRefused  MediaCode = "PATH_REFUSED"  // a path outside the folders that may be read
	MediaGone         MediaCode = "GONE"          // the bytes are not there any more
)

// MediaError: media could not be sent, fetched or opened.
type MediaError struct {
	Reason MediaCode
	Detail string // what was tried, in words
	Advice string // the hint; "" for the code's own
	Status int    // HTTP status of the CDN, 0 if none
	Size   int64  // bytes, where they matter
	Limit  int64
	Err    error
}

func (e *MediaError) Error() string {
	s := "media: " + e.Detail
	if e.Detail == "" {
		s = "media: " + string(e.Reason)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *MediaError) Unwrap() error { return e.Err }

// Name is "MediaError".
func (e *MediaError) Name() string { return "MediaError" }

// Code is one of the Media codes.
func (e *MediaError) Code() string { return string(e.Reason) }

// Hint says what to do.
func (e *MediaError) Hint() string {
	if e.Advice != "" {
		return e.Advice
	}
	switch e.Reason {
	case MediaKeyMismatch, MediaBadPadding:
		return "the bytes can not be decrypted; ask the user to send it again"
	case MediaTooLarge:
		return "raise media.max_size in config.toml, or send a link"
	case MediaCDNStatus:
		return "WeChat's media server refused or failed; try again later, but fetch received media while its address is fresh"
	case MediaProbePreview:
		return "a video downloaded from WeChat can often not be sent again as a video; send it as {file: …}"
	case MediaUserUnknown:
		return "media is uploaded for one user, who must have written to the bot; check the user id"
	case MediaPathRefused:
		return "a reply may send files from the script's folder and from files/; add others to rules.read in config.toml"
	case MediaGone:
		return "fetch received media when the message comes in; upload again what is to be sent later"
	}
	return "send it as {file: …}"
}

// Facts has status, size and limit where they are known.
func (e *MediaError) Facts() map[string]any {
	f := map[string]any{}
	if e.Status != 0 {
		f["status"] = e.Status
	}
	if e.Size != 0 {
		f["size"] = e.Size
	}
	if e.Limit != 0 {
		f["limit"] = e.Limit
	}
	return f
}
