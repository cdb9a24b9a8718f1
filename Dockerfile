# The image holds one static file and nothing else; it runs as a user without a name.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN mkdir /state && CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /belvo-emulator .

FROM scratch
COPY --from=build /belvo-emulator /belvo-emulator
# The folder for --state /state; its user may write there, also in a volume that is new.
COPY --from=build --chown=65534:65534 --chmod=700 /state /state
VOLUME /state
USER 65534:65534
EXPOSE 8400
# Inside a container, 127.0.0.1 is reached by nobody else. Who reaches the port may use the control
# calls as well: whoever publishes it says on which address, or sets BELVO_EMULATOR_CONTROL_TOKEN.
ENV BELVO_EMULATOR_LISTEN=0.0.0.0:8400
ENV BELVO_EMULATOR_CONTROL=open
HEALTHCHECK --interval=5s --timeout=3s --start-period=1s CMD ["/belvo-emulator", "health"]
ENTRYPOINT ["/belvo-emulator"]
