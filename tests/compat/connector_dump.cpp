// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"
#include "core/proposal_codec.hpp"

#include <colophon/connector.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>

/// Runs one connector without a pipeline, for comparisons with other clients:
///
///     connector_dump extract|audit NAME SETTINGS.json > proposals.json
///
/// `extract` writes a JSON array of proposals, one a line, as the file sink does; warnings go to standard
/// error.
namespace {

using namespace colophon;

class Printer : public Emitter {
public:
    void emit(Proposal proposal) override
    {
        std::string line = first_ ? "[\n" : ",\n";
        first_ = false;
        JsonWriter out(line);
        encode_proposal(out, proposal);
        std::cout << line;
    }
    void warn(std::string_view subject, std::string_view message) override
    {
        std::cerr << "warning: " << subject << ": " << message << '\n';
    }
    void fail(std::string_view subject, std::string_view message) override
    {
        failed = true;
        std::cerr << "failure: " << subject << ": " << message << '\n';
    }
    void progress(std::string_view, std::uint64_t, std::uint64_t) override {}

    void close() { std::cout << (first_ ? "[]\n" : "\n]\n"); }
    bool failed = false;

private:
    bool first_ = true;
};

constexpr const char* severities[] = {"info", "warning", "critical"};
constexpr const char* verdicts[] = {"clean", "over_privileged", "cannot_tell"};

void print(const AuditReport& report)
{
    std::cout << report.account << ": " << verdicts[static_cast<int>(report.verdict)] << '\n';
    for (const AuditFinding& finding : report.findings) {
        std::cout << severities[static_cast<int>(finding.severity)] << ' ' << finding.code << ' '
                  << finding.count;
        for (const std::string& sample : finding.samples)
            std::cout << " [" << sample << ']';
        std::cout << '\n';
        for (const std::string& statement : finding.mend)
            std::cout << "    " << statement << '\n';
    }
}

const ConnectorSpec& find(std::string_view name)
{
    for (const ConnectorSpec* spec : connectors())
        if (spec->name == name)
            return *spec;
    throw Error(Errc::not_found, "no such connector: " + std::string(name));
}

int print_grants(const ConnectorSpec& spec, std::span<char*> arguments)
{
    GrantRequest request;
    for (std::size_t i = 0; i + 1 < arguments.size(); i += 2)
        if (std::string_view(arguments[i]) == "--role")
            request.role = arguments[i + 1];
        else
            request.databases.emplace_back(arguments[i + 1]);
    std::cout << spec.grants(request);
    return 0;
}

int run(const std::string& action, const ConnectorSpec& spec, const char* settings_file)
{
    std::ifstream file(settings_file);
    const std::string document{std::istreambuf_iterator<char>(file), {}};
    auto connector = spec.make(value_or_throw(Settings::parse(spec.options, document, "source.config")));
    if (action == "audit") {
        print(connector->audit());
        return 0;
    }
    Printer printer;
    connector->extract(printer, {});
    printer.close();
    return printer.failed ? 20 : 0;
}

} // namespace

int main(int argc, char** argv)
try {
    if (argc < 3 || (std::string_view(argv[1]) != "grants" && argc != 4)) {
        std::cerr << "usage: connector_dump extract|audit NAME SETTINGS.json, or grants NAME [--role …]\n";
        return 64;
    }
    std::ios::sync_with_stdio(false);
    if (std::string_view(argv[1]) == "grants")
        return print_grants(find(argv[2]), std::span(argv + 3, argv + argc));
    return run(argv[1], find(argv[2]), argv[3]);
} catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 70;
}
