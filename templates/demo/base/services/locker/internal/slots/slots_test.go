package slots

import (
	"errors"
	"testing"
)

func TestTwoBookingsNeverShareADoor(t *testing.T) {
	store := NewStore()
	store.AddSite("mill", "Old Mill", "Mill Lane 9", 2)
	first, _ := store.Reserve("b-1", "mill")
	second, _ := store.Reserve("b-2", "mill")
	if first.GetDoorNumber() == second.GetDoorNumber() {
		t.Errorf("both bookings hold door %v", first.GetDoorNumber())
	}
}

func TestAFullSiteRefuses(t *testing.T) {
	store := NewStore()
	store.AddSite("mill", "Old Mill", "Mill Lane 9", 1)
	store.Reserve("b-1", "mill")
	if _, err := store.Reserve("b-2", "mill"); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want %v", err, ErrFull)
	}
}

func TestAReleasedDoorIsFreeAgain(t *testing.T) {
	store := NewStore()
	store.AddSite("mill", "Old Mill", "Mill Lane 9", 1)
	store.Reserve("b-1", "mill")
	store.Release("b-1")
	if _, err := store.Reserve("b-2", "mill"); err != nil {
		t.Errorf("the door is still held: %v", err)
	}
}
