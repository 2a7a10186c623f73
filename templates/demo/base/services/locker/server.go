package main

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	lockersv1 "lendhouse.example/gen/lockers/v1"
	"lendhouse.example/locker/internal/slots"
)

var reservations, _ = otel.Meter("lendhouse.locker").Int64Counter("lendhouse.locker.reservations")

type lockerServer struct {
	lockersv1.UnimplementedLockerServiceServer
	store *slots.Store
}

func (s *lockerServer) ReserveSlot(ctx context.Context, in *lockersv1.ReserveSlotRequest) (*lockersv1.Slot, error) {
	ctx, span := otel.Tracer("lendhouse.locker").Start(ctx, "locker.reserve")
	defer span.End()

	slot, err := s.store.Reserve(in.GetBookingId(), in.GetSiteId())
	switch {
	case errors.Is(err, slots.ErrFull):
		reservations.Add(ctx, 1, metric.WithAttributes(attribute.String("outcome", "full")))
		return nil, status.Error(codes.ResourceExhausted, err.Error())
	case err != nil:
		return nil, status.Error(codes.NotFound, err.Error())
	}
	reservations.Add(ctx, 1, metric.WithAttributes(attribute.String("outcome", "reserved")))
	return slot, nil
}

func (s *lockerServer) ReleaseSlot(_ context.Context, in *lockersv1.ReleaseSlotRequest) (*lockersv1.ReleaseSlotResponse, error) {
	s.store.Release(in.GetBookingId())
	return &lockersv1.ReleaseSlotResponse{}, nil
}

func (s *lockerServer) ListSites(context.Context, *lockersv1.ListSitesRequest) (*lockersv1.ListSitesResponse, error) {
	return &lockersv1.ListSitesResponse{Sites: s.store.Sites()}, nil
}
