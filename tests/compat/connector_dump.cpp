// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"
#include "core/proposal_codec.hpp"

#include <algorithm>
#include <colophon/connector.hpp>
#include <fstream>
#include <iostream>
#include <iterator>

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

int run(const std::string& action, std::string_view name, const char* settings_file)
{
    const auto all = connectors();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto* spec) { return spec->name == name; });
    if (found == all.end())
        throw Error(Errc::not_found, "no such connector: " + std::string(name));
    std::ifstream file(settings_file);
    const std::string document{std::istreambuf_iterator<char>(file), {}};
    auto connector =
        (*found)->make(value_or_throw(Settings::parse((*found)->options, document, "source.config")));
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
    if (argc != 4) {
        std::cerr << "usage: connector_dump extract|audit NAME SETTINGS.json\n";
        return 64;
    }
    std::ios::sync_with_stdio(false);
    return run(argv[1], argv[2], argv[3]);
} catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 70;
}
