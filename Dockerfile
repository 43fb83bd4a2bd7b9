# Builds with the tools, runs without them. The steps are those of `npm start`, taken apart into layers.

FROM node:24-slim AS tools
WORKDIR /app
RUN npm install --global --no-audit --no-fund pnpm@12.20.0
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/ocpp/package.json packages/ocpp/
COPY packages/mqtt/package.json packages/mqtt/
COPY packages/net/package.json packages/net/
COPY packages/access/package.json packages/access/
COPY packages/config/package.json packages/config/
COPY packages/gateway/package.json packages/gateway/
COPY packages/broker/package.json packages/broker/
COPY packages/persistence/package.json packages/persistence/
COPY packages/store/package.json packages/store/
COPY packages/admin-api/package.json packages/admin-api/
COPY packages/simulator/package.json packages/simulator/
COPY apps/server/package.json apps/server/
COPY apps/console/package.json apps/console/
COPY bench/package.json bench/

FROM tools AS build
RUN pnpm install --frozen-lockfile
COPY tsconfig.base.json tsconfig.json ./
COPY packages packages
COPY apps apps
COPY bench bench
RUN node node_modules/typescript/bin/tsc -b \
 && node apps/console/build.mjs \
 && find packages apps -path '*/node_modules' -prune -o \( -path '*/dist/test' -o -name '*.d.ts' -o -name '*.map' \) -print0 \
  | xargs -0 rm -rf

FROM tools AS production
RUN pnpm install --frozen-lockfile --prod --filter '@ocpp-broker/server...'

FROM node:24-slim
LABEL org.opencontainers.image.title="ocpp-broker" \
      org.opencontainers.image.description="An MQTT broker and an OCPP-J endpoint for EV charge points in one process"
ENV NODE_ENV=production \
    OCPP_BROKER_DATA_DIR=/data
WORKDIR /app
COPY --from=production /app ./
COPY schemas schemas
COPY --from=build /app/packages/ocpp/dist packages/ocpp/dist
COPY --from=build /app/packages/config/dist packages/config/dist
COPY --from=build /app/packages/gateway/dist packages/gateway/dist
COPY --from=build /app/packages/broker/dist packages/broker/dist
COPY --from=build /app/packages/persistence/dist packages/persistence/dist
COPY --from=build /app/packages/store/dist packages/store/dist
COPY --from=build /app/packages/admin-api/dist packages/admin-api/dist
COPY --from=build /app/packages/simulator/dist packages/simulator/dist
COPY --from=build /app/apps/server/dist apps/server/dist
COPY --from=build /app/apps/console/dist/public apps/console/dist/public
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 1883 8083 33033 18083
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:18083/status').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "apps/server/dist/src/main.js"]
