import { credentials } from "@grpc/grpc-js";

import { type Booking, BookingServiceClient } from "./gen/lending/v1/booking.js";
import { CatalogueServiceClient, type Tool } from "./gen/lending/v1/catalogue.js";

const bookings = new BookingServiceClient(process.env.BOOKING_ADDR ?? "", credentials.createInsecure());
const catalogue = new CatalogueServiceClient(process.env.CATALOGUE_ADDR ?? "", credentials.createInsecure());

export function getBooking(bookingId: string): Promise<Booking> {
  return new Promise((resolve, reject) => {
    bookings.getBooking({ bookingId }, (error, booking) => (error ? reject(error) : resolve(booking)));
  });
}

export function findTools(words: string): Promise<Tool[]> {
  return new Promise((resolve, reject) => {
    catalogue.findTools({ words }, (error, found) => (error ? reject(error) : resolve(found.tools)));
  });
}
