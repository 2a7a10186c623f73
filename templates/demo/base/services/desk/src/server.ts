import { metrics } from "@opentelemetry/api";
import fastify from "fastify";
import pino from "pino";

import { findTools, getBooking } from "./clients.js";
import { euros, heldFor } from "./format.js";
import { doorOf, openDoor } from "./kiosk.js";
import { placeOf } from "./wall.js";

const log = pino({ name: "lendhouse.desk" });
const opened = metrics.getMeter("lendhouse.desk").createCounter("lendhouse.desk.doors_opened");
const app = fastify();

app.get<{ Querystring: { words?: string } }>("/tools", async (request) => {
  const tools = await findTools(request.query.words ?? "");
  return tools.map((tool) => ({ name: tool.name, perDay: euros(tool.dayRateCents) }));
});

app.get<{ Params: { id: string } }>("/bookings/:id", async (request) => {
  const booking = await getBooking(request.params.id);
  const slot = booking.slot;
  return {
    tool: booking.toolId,
    price: euros(booking.priceCents),
    door: await doorOf(booking.id),
    place: slot && placeOf(slot),
    held: slot?.heldUntil && heldFor(slot.heldUntil, new Date()),
  };
});

app.post<{ Params: { id: string } }>("/bookings/:id/open", async (request, reply) => {
  await openDoor(request.params.id);
  opened.add(1);
  log.info({ booking: request.params.id }, "door opened from the desk");
  return reply.code(202).send();
});

await app.listen({ host: "::", port: 8080 });
