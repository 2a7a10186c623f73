module lendhouse.example/locker

go 1.24

require (
	github.com/hamba/avro/v2 v2.28.0
	github.com/twmb/franz-go v1.18.1
	go.opentelemetry.io/otel v1.35.0
	go.opentelemetry.io/otel/metric v1.35.0
	google.golang.org/grpc v1.71.0
	google.golang.org/protobuf v1.36.5
	lendhouse.example/gen v0.0.0
)

replace lendhouse.example/gen => ./gen
