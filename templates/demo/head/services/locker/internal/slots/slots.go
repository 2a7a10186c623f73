// Package slots keeps which door of which site is free.
package slots

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	lockersv1 "lendhouse.example/gen/lockers/v1"
)

// ErrFull says that a site has no free door.
var ErrFull = errors.New("every door is taken")

const hold = 48 * time.Hour

// Store holds the doors of every site. It is safe for concurrent use.
type Store struct {
	mutex sync.Mutex
	sites []*lockersv1.Site
	free  map[string][]string
	held  map[string]*lockersv1.Slot
}

// NewStore returns a store without sites.
func NewStore() *Store {
	return &Store{free: map[string][]string{}, held: map[string]*lockersv1.Slot{}}
}

// AddSite adds a site whose doors are numbered from 1.
func (s *Store) AddSite(id, name, street string, doors int) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sites = append(s.sites, &lockersv1.Site{Id: id, Name: name, Street: street})
	for door := 1; door <= doors; door++ {
		s.free[id] = append(s.free[id], fmt.Sprintf("%02d", door))
	}
}

// Partner runs a site for us and takes a fee for each booking.
type Partner struct {
	Name             string
	HandlingFeeCents int64
}

// AddPartnerSite adds a site of a partner, whose doors have labels of their own.
func (s *Store) AddPartnerSite(id, name, street string, partner Partner, labels ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.sites = append(s.sites, &lockersv1.Site{
		Id:               id,
		Name:             name,
		Street:           street,
		Partner:          partner.Name,
		HandlingFeeCents: partner.HandlingFeeCents,
	})
	s.free[id] = labels
}

// Reserve holds the first free door of a site for a booking.
func (s *Store) Reserve(booking, site string) (*lockersv1.Slot, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	doors, known := s.free[site]
	if !known {
		return nil, fmt.Errorf("no site is called %q", site)
	}
	if len(doors) == 0 {
		return nil, ErrFull
	}
	slot := &lockersv1.Slot{
		SiteId:     site,
		DoorNumber: doors[0],
		HeldUntil:  timestamppb.New(time.Now().Add(hold)),
	}
	s.free[site] = doors[1:]
	s.held[booking] = slot
	return slot, nil
}

// Release frees the door of a booking, if it holds one.
func (s *Store) Release(booking string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if slot, held := s.held[booking]; held {
		s.free[slot.GetSiteId()] = append(s.free[slot.GetSiteId()], slot.GetDoorNumber())
		delete(s.held, booking)
	}
}

// Held returns the slot of a booking, or nil.
func (s *Store) Held(booking string) *lockersv1.Slot {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.held[booking]
}

// Site returns a site, or nil.
func (s *Store) Site(id string) *lockersv1.Site {
	for _, site := range s.Sites() {
		if site.GetId() == id {
			return site
		}
	}
	return nil
}

// Sites returns every site in the order they were added.
func (s *Store) Sites() []*lockersv1.Site {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.sites
}
