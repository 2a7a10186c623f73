package example.lendhouse.booking;

import example.lendhouse.lending.v1.BookRequest;
import example.lendhouse.lending.v1.Booking;
import example.lendhouse.lending.v1.BookingServiceGrpc;
import example.lendhouse.lending.v1.GetBookingRequest;
import example.lendhouse.lending.v1.Tool;
import example.lendhouse.lockers.v1.Slot;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.metrics.LongCounter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Books a tool: reserves a door, takes the deposit, remembers both. */
public final class BookingServer extends BookingServiceGrpc.BookingServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger("lendhouse.booking");
  private static final LongCounter BOOKINGS =
      GlobalOpenTelemetry.getMeter("lendhouse.booking")
          .counterBuilder("lendhouse.booking.bookings")
          .build();

  private final Neighbours neighbours = new Neighbours();
  private final Map<String, Booking> bookings = new ConcurrentHashMap<>();

  @Override
  public void book(BookRequest request, StreamObserver<Booking> observer) {
    String id = UUID.randomUUID().toString();
    Tool tool = neighbours.tool(request.getToolId());
    Slot slot = neighbours.reserve(id, request.getSiteId());
    neighbours.takeDeposit(
        id, request.getMemberId(), tool.getDepositCents(), request.getCardToken());
    Booking booking =
        Booking.newBuilder()
            .setId(id)
            .setMemberId(request.getMemberId())
            .setToolId(request.getToolId())
            .setSlot(slot)
            .setPriceCents(Prices.of(tool.getDayRateCents(), request.getDays()))
            .build();
    bookings.put(id, booking);
    BOOKINGS.add(1);
    LOG.info("booked {} as {}", request.getToolId(), id);
    observer.onNext(booking);
    observer.onCompleted();
  }

  @Override
  public void getBooking(GetBookingRequest request, StreamObserver<Booking> observer) {
    Booking booking = bookings.get(request.getBookingId());
    if (booking == null) {
      observer.onError(Status.NOT_FOUND.withDescription("no such booking").asException());
      return;
    }
    observer.onNext(booking);
    observer.onCompleted();
  }

  public static void main(String[] arguments) throws Exception {
    Grpc.newServerBuilderForPort(7070, InsecureServerCredentials.create())
        .addService(new BookingServer())
        .build()
        .start()
        .awaitTermination();
  }
}
