package session

import (
	"errors"
	"fmt"

	"hotreply/ilink"
)

// words says a step of a login in words for somebody who waits with a
// phone in hand.
func words(e ilink.LoginEvent) string {
	switch e.Step {
	case ilink.LoginScanned:
		return "scanned; confirm on the phone"
	case ilink.LoginRedirected:
		return "the service moved the login to another of its hosts, going on there"
	case ilink.LoginVerifyCode:
		return "the phone shows a code that has to be typed here"
	case ilink.LoginWrongCode:
		return "that code was wrong; look at the phone again"
	case ilink.LoginCodeBlocked:
		return "too many wrong codes; a new QR code follows"
	case ilink.LoginExpired:
		return "nobody scanned in time; this QR code is void"
	case ilink.LoginRetrying:
		text := fmt.Sprintf("the service gave no good answer, trying again: %v", e.Err)
		var service *ilink.Error
		if errors.As(e.Err, &service) && service.Hint() != "" {
			text += "; " + service.Hint()
		}
		return text
	case ilink.LoginUnknown:
		return fmt.Sprintf("the service says %q, which this version does not know; waiting", e.Status)
	case ilink.LoginConfirmed:
		return "logged in"
	case ilink.LoginAlreadyBound:
		return "this WeChat is connected already; the present login stays"
	}
	return string(e.Step)
}
