// Package events tells the rest of the house what happens at the lockers.
package events

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"os"
	"time"

	"github.com/hamba/avro/v2/ocf"
	"github.com/twmb/franz-go/pkg/kgo"

	lockersv1 "lendhouse.example/gen/lockers/v1"
)

//go:embed door_opened.avsc
var schema string

var topic = os.Getenv("LOCKER_EVENTS_TOPIC")

type doorOpened struct {
	BookingID string    `avro:"booking_id"`
	SiteID    string    `avro:"site_id"`
	Door      int32     `avro:"door"`
	OpenedAt  time.Time `avro:"opened_at"`
}

// Publisher writes events to the topic of the lockers.
type Publisher struct {
	client *kgo.Client
}

// NewPublisher connects to Kafka.
func NewPublisher(address string) (*Publisher, error) {
	client, err := kgo.NewClient(kgo.SeedBrokers(address))
	return &Publisher{client: client}, err
}

// DoorOpened tells that the door of a booking was opened. The message carries its schema, so that a consumer with
// a newer one can read it.
func (p *Publisher) DoorOpened(ctx context.Context, booking string, slot *lockersv1.Slot) error {
	var message bytes.Buffer
	encoder, err := ocf.NewEncoder(schema, &message)
	if err != nil {
		return err
	}
	event := doorOpened{
		BookingID: booking,
		SiteID:    slot.GetSiteId(),
		Door:      slot.GetDoorNumber(),
		OpenedAt:  time.Now(),
	}
	if err := errors.Join(encoder.Encode(event), encoder.Close()); err != nil {
		return err
	}
	return p.client.ProduceSync(ctx, &kgo.Record{Topic: topic, Key: []byte(booking), Value: message.Bytes()}).FirstErr()
}

// Close sends what is left and disconnects.
func (p *Publisher) Close() { p.client.Close() }
