// Package kiosk serves the screens in front of the lockers and the desk: openapi.yaml is its contract.
package kiosk

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"lendhouse.example/locker/internal/events"
	"lendhouse.example/locker/internal/slots"
)

type slotBody struct {
	SiteID  string `json:"site_id"`
	Door    string `json:"door"`
	Partner string `json:"partner,omitempty"`
}

// Handler returns the routes of openapi.yaml.
func Handler(store *slots.Store, publisher *events.Publisher) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/bookings/{booking_id}/slot", func(w http.ResponseWriter, r *http.Request) {
		slot := store.Held(r.PathValue("booking_id"))
		if slot == nil {
			http.Error(w, "this booking holds no door", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(slotBody{
			SiteID:  slot.GetSiteId(),
			Door:    slot.GetDoorNumber(),
			Partner: store.Site(slot.GetSiteId()).GetPartner(),
		})
	})
	mux.HandleFunc("POST /v1/bookings/{booking_id}/open", func(w http.ResponseWriter, r *http.Request) {
		booking := r.PathValue("booking_id")
		slot := store.Held(booking)
		if slot == nil {
			http.Error(w, "this booking holds no door", http.StatusNotFound)
			return
		}
		if err := publisher.DoorOpened(r.Context(), booking, slot); err != nil {
			slog.Error("door opened, event lost", "booking", booking, "error", err)
		}
		slog.Info("door opened", "booking", booking, "site", slot.GetSiteId())
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}
