// SPDX-License-Identifier: Apache-2.0
#include "request.hpp"

#include "uri.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace colophon::mysql {
namespace {

/// What the fabric may be called, as DataHub's model has it.
constexpr std::array<std::string_view, 17> fabrics{"DEV", "TEST",     "QA",   "UAT",     "EI",  "PRE",
                                                   "STG", "NON_PROD", "PROD", "CORP",    "RVW", "PRD",
                                                   "TST", "SIT",      "SBX",  "SANDBOX", "CERT"};

std::string fabric(const Settings& settings)
{
    std::string env = settings.text("env");
    std::transform(env.begin(), env.end(), env.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (std::find(fabrics.begin(), fabrics.end(), env) == fabrics.end())
        throw Error(Errc::invalid_argument,
                    "env must be a fabric of DataHub's, as in PROD, DEV, TEST: " + env, "env");
    return env;
}

/// The first of these that is given; each is a place where recipes have it.
std::string given_text(const Settings& settings, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        if (settings.given(name))
            return settings.text(name);
    return {};
}

bool is_set(const Settings& settings, std::string_view name)
{
    return settings.given(name) && settings.boolean(name);
}

TlsMode tls_mode(const Settings& settings, const ConnectionParameters& parameters)
{
    if (is_set(settings, "options.connect_args.ssl_disabled"))
        return TlsMode::disable;
    constexpr std::array<std::pair<std::string_view, TlsMode>, 4> modes{
        {{"prefer", TlsMode::prefer},
         {"disable", TlsMode::disable},
         {"require", TlsMode::require},
         {"verify-full", TlsMode::verify_full}}};
    if (settings.given("sslmode"))
        return std::find_if(modes.begin(), modes.end(),
                            [mode = settings.text("sslmode")](const auto& row) { return row.first == mode; })
            ->second;
    const bool verify = is_set(settings, "options.connect_args.ssl_verify_cert") ||
                        is_set(settings, "options.connect_args.ssl_verify_identity") ||
                        !parameters.ca_file.empty() || !parameters.ca_directory.empty();
    return verify                           ? TlsMode::verify_full
           : parameters.certificate.empty() ? TlsMode::prefer
                                            : TlsMode::require;
}

void set_tls(const Settings& settings, ConnectionParameters& parameters)
{
    parameters.ca_file =
        given_text(settings, {"sslrootcert", "options.connect_args.ssl_ca", "options.connect_args.ssl.ca"});
    parameters.ca_directory = given_text(settings, {"options.connect_args.ssl.capath"});
    parameters.certificate =
        given_text(settings, {"sslcert", "options.connect_args.ssl_cert", "options.connect_args.ssl.cert"});
    parameters.key =
        given_text(settings, {"sslkey", "options.connect_args.ssl_key", "options.connect_args.ssl.key"});
    parameters.ciphers = given_text(settings, {"options.connect_args.ssl.cipher"});
    for (const char* name : {"options.connect_args.ssl_key_password", "options.connect_args.ssl.password"})
        if (settings.given(name))
            parameters.key_passphrase = settings.secret(name).reveal();
    parameters.tls = tls_mode(settings, parameters);
}

/// Of `host:port`, `[::1]:port`, or the path of a socket. False where it is none.
bool set_host(ConnectionParameters& parameters, const std::string& host_port)
{
    std::string host = host_port;
    const std::size_t colon = host_port.rfind(':');
    const bool has_port = !host_port.starts_with('/') && colon != std::string::npos &&
                          host_port.find(']', colon) == std::string::npos;
    if (has_port) {
        host = host_port.substr(0, colon);
        const char* end = host_port.data() + host_port.size();
        const auto [stop, error] = std::from_chars(host_port.data() + colon + 1, end, parameters.port);
        if (error != std::errc() || stop != end || parameters.port == 0 || parameters.port > 65535)
            host.clear();
    }
    if (host.size() > 1 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    parameters.host = host;
    return !host.empty();
}

unsigned seconds(const Settings& settings, std::string_view name)
{
    return static_cast<unsigned>(std::clamp<std::int64_t>(settings.integer(name), 1, 600));
}

ConnectionParameters connection_of(const Settings& settings, std::string& database)
{
    ConnectionParameters parameters;
    if (settings.given("sqlalchemy_uri")) {
        const Uri uri = parse_uri(settings.secret("sqlalchemy_uri").reveal());
        const Secret remembered{uri.password};
        // What stands there may be a password where the @ is missing.
        if (!set_host(parameters, uri.host_port))
            throw Error(Errc::invalid_argument,
                        "sqlalchemy_uri must be as in mysql://user:password@host:3306/database",
                        "sqlalchemy_uri");
        parameters.user = uri.user;
        parameters.password = uri.password;
        database = uri.database;
    } else {
        if (!set_host(parameters, settings.text("host_port")))
            throw Error(Errc::invalid_argument,
                        "host_port must be as in db.example.com:3306: " + settings.text("host_port"),
                        "host_port");
        parameters.user = settings.text("username");
        parameters.password = settings.secret("password").reveal();
        database = settings.text("database");
    }
    if (settings.given("options.connect_args.unix_socket"))
        parameters.host = settings.text("options.connect_args.unix_socket");
    parameters.connect_timeout_s = seconds(settings, "options.connect_args.connect_timeout");
    parameters.read_timeout_s = seconds(settings, "options.connect_args.read_timeout");
    set_tls(settings, parameters);
    return parameters;
}

} // namespace

Request read_request(const Settings& settings, std::string platform)
{
    Request request;
    request.connection = connection_of(settings, request.database);
    request.databases =
        settings.pattern(settings.given("database_pattern") ? "database_pattern" : "schema_pattern");
    request.tables = settings.pattern("table_pattern");
    request.views = settings.pattern(settings.given("view_pattern") ? "view_pattern" : "table_pattern");
    request.procedures = settings.pattern("procedure_pattern");
    request.include_tables = settings.boolean("include_tables");
    request.include_views = settings.boolean("include_views");
    request.include_routines = settings.boolean("include_stored_procedures");
    request.source.platform = std::move(platform);
    request.source.instance = settings.text("platform_instance");
    request.source.env = fabric(settings);
    request.source.lowercase_urns = settings.boolean("convert_urns_to_lowercase");
    request.source.observed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                                     std::chrono::system_clock::now().time_since_epoch())
                                     .count();
    request.mapping.view_lineage = settings.boolean("include_view_lineage");
    request.mapping.mask_literals = settings.boolean("mask_literals");
    return request;
}

} // namespace colophon::mysql
