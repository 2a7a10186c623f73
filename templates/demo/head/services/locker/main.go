// Locker knows which door of which site is free, and opens it for the member who booked.
package main

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"os"

	flagd "github.com/open-feature/go-sdk-contrib/providers/flagd/pkg"
	"github.com/open-feature/go-sdk/openfeature"
	"google.golang.org/grpc"

	lockersv1 "lendhouse.example/gen/lockers/v1"
	"lendhouse.example/locker/internal/events"
	"lendhouse.example/locker/internal/kiosk"
	"lendhouse.example/locker/internal/slots"
)

func main() {
	publisher, err := events.NewPublisher(os.Getenv("KAFKA_ADDR"))
	if err != nil {
		slog.Error("no connection to kafka", "error", err)
		os.Exit(1)
	}
	defer publisher.Close()

	provider, err := flagd.NewProvider(
		flagd.WithFileResolver(), flagd.WithOfflineFilePath("/etc/lendhouse/flags/flags.json"))
	if err == nil {
		err = openfeature.SetProviderAndWait(provider)
	}
	if err != nil {
		slog.Error("no flags", "error", err)
		os.Exit(1)
	}
	flagClient := openfeature.NewClient("locker")

	store := slots.NewStore()
	store.AddSite("harbour", "Harbour", "Pier 4", 12)
	store.AddSite("mill", "Old Mill", "Mill Lane 9", 8)
	if flagClient.Boolean(context.Background(), "partner-lockers", false, openfeature.EvaluationContext{}) {
		nordpark := slots.Partner{Name: "Parcelwall", HandlingFeeCents: 90}
		store.AddPartnerSite("nordpark", "Nordpark", "Ring 21", nordpark, "A1", "A2", "A7", "B1")
	}

	go func() {
		slog.Error("kiosk server ended", "error", http.ListenAndServe(":8073", kiosk.Handler(store, publisher)))
		os.Exit(1)
	}()

	listener, err := net.Listen("tcp", ":7073")
	if err != nil {
		slog.Error("port 7073 is taken", "error", err)
		os.Exit(1)
	}
	server := grpc.NewServer()
	lockersv1.RegisterLockerServiceServer(server, &lockerServer{store: store})
	slog.Info("locker is ready")
	if err := server.Serve(listener); err != nil {
		slog.Error("grpc server ended", "error", err)
		os.Exit(1)
	}
}
