package example.lendhouse.booking;

import example.lendhouse.billing.v1.InvoicingServiceGrpc;
import example.lendhouse.billing.v1.PaymentCard;
import example.lendhouse.billing.v1.TakeDepositRequest;
import example.lendhouse.lending.v1.CatalogueServiceGrpc;
import example.lendhouse.lending.v1.GetToolRequest;
import example.lendhouse.lending.v1.Tool;
import example.lendhouse.lockers.v1.LockerServiceGrpc;
import example.lendhouse.lockers.v1.ReserveSlotRequest;
import example.lendhouse.lockers.v1.Slot;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;

/** The services that a booking needs. */
final class Neighbours {
  private final CatalogueServiceGrpc.CatalogueServiceBlockingStub catalogue =
      CatalogueServiceGrpc.newBlockingStub(channel("CATALOGUE_ADDR"));
  private final LockerServiceGrpc.LockerServiceBlockingStub lockers =
      LockerServiceGrpc.newBlockingStub(channel("LOCKER_ADDR"));
  private final InvoicingServiceGrpc.InvoicingServiceBlockingStub invoicing =
      InvoicingServiceGrpc.newBlockingStub(channel("INVOICING_ADDR"));

  private static Channel channel(String variable) {
    return Grpc.newChannelBuilder(System.getenv(variable), InsecureChannelCredentials.create())
        .build();
  }

  Tool tool(String toolId) {
    return catalogue.getTool(GetToolRequest.newBuilder().setToolId(toolId).build());
  }

  Slot reserve(String bookingId, String siteId) {
    return lockers.reserveSlot(
        ReserveSlotRequest.newBuilder().setBookingId(bookingId).setSiteId(siteId).build());
  }

  void takeDeposit(String bookingId, String memberId, long cents, String cardToken) {
    invoicing.takeDeposit(
        TakeDepositRequest.newBuilder()
            .setBookingId(bookingId)
            .setMemberId(memberId)
            .setDepositCents(cents)
            .setCard(PaymentCard.newBuilder().setToken(cardToken))
            .build());
  }
}
