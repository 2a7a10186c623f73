// Locker knows which door of which site is free, and opens it for the member who booked.
package main

import (
	"log/slog"
	"net"
	"net/http"
	"os"

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

	store := slots.NewStore()
	store.AddSite("harbour", "Harbour", "Pier 4", 12)
	store.AddSite("mill", "Old Mill", "Mill Lane 9", 8)

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
