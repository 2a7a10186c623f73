"""Serves the catalogue over gRPC."""

from concurrent.futures import ThreadPoolExecutor

import grpc
from lending.v1 import catalogue_pb2, catalogue_pb2_grpc
from lendhouse import signals

from catalogue import tools

log, meter, tracer = signals.for_service("catalogue")
searches = meter.create_counter("lendhouse.catalogue.searches", unit="{search}")


class Catalogue(catalogue_pb2_grpc.CatalogueServiceServicer):
    """Answers from the list of tools."""

    def GetTool(self, request, context):
        try:
            return catalogue_pb2.Tool(**tools.by_id(request.tool_id)._asdict())
        except LookupError as error:
            context.abort(grpc.StatusCode.NOT_FOUND, str(error))

    def FindTools(self, request, context):
        with tracer.start_as_current_span("catalogue.find"):
            found = tools.find(request.words)
        searches.add(1, {"empty": not found})
        return catalogue_pb2.FindToolsResponse(tools=[catalogue_pb2.Tool(**tool._asdict()) for tool in found])


def main() -> None:
    server = grpc.server(ThreadPoolExecutor(max_workers=8))
    catalogue_pb2_grpc.add_CatalogueServiceServicer_to_server(Catalogue(), server)
    server.add_insecure_port("[::]:7071")
    server.start()
    log.info("catalogue serves %d tools", len(tools.TOOLS))
    server.wait_for_termination()


if __name__ == "__main__":
    main()
