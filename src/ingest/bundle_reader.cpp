// SPDX-License-Identifier: Apache-2.0
#include "ingest/bundle_reader.hpp"

#include "core/sha256.hpp"
#include "ingest/line_splitter.hpp"

#include <array>
#include <optional>
#include <vector>

namespace colophon::ingest {
namespace {

constexpr std::size_t block = 256u << 10;
constexpr std::size_t longest_trailer = 256;

/// Follows the lines of a bundle and holds them against its last one.
class Check {
public:
    void take(std::string_view line, std::uint64_t number, const BundleReader::Visit& visit)
    {
        if (trailer_)
            refuse("something follows its last line");
        if (line.starts_with(bundle_end_mark)) {
            end(line);
            return;
        }
        digest_.add(line);
        digest_.add("\n");
        if (number == 1) {
            header_ = value_or_throw(parse_bundle_header(line));
            return;
        }
        ++records_;
        visit(line, number);
    }

    /// After the last byte.
    void finish(std::string_view rest) const
    {
        if (!trailer_ && !rest.empty())
            refuse("it is cut off in the middle of a line");
        if (!trailer_)
            refuse("it is cut off, its last line is missing");
        if (!rest.empty())
            refuse("something follows its last line");
    }

    BundleHeader& header() { return header_; }
    const BundleTrailer& trailer() const { return *trailer_; }

private:
    void end(std::string_view line)
    {
        BundleTrailer trailer = value_or_throw(parse_bundle_trailer(line));
        const std::string opened = open_trailer(trailer);
        if (line != std::string(opened).append(trailer.sha256).append(close_trailer))
            refuse("its last line was changed");
        digest_.add(opened);
        if (digest_.finish() != trailer.sha256)
            refuse("it was changed after it was written, its checksum does not match");
        if (trailer.records != records_)
            refuse("it has " + std::to_string(records_) + " records, not the " +
                   std::to_string(trailer.records) + " that its last line names");
        trailer_ = std::move(trailer);
    }

    [[noreturn]] static void refuse(const std::string& what)
    {
        throw Error(Errc::invalid_argument, "the bundle cannot be used, " + what + "; hand it over again");
    }

    Sha256 digest_;
    BundleHeader header_;
    std::optional<BundleTrailer> trailer_;
    std::uint64_t records_ = 0;
};

} // namespace

bool is_bundle(const std::filesystem::path& place)
{
    InputFile file(place);
    std::array<char, bundle_mark.size()> beginning{};
    const std::size_t size = file.read(beginning);
    return std::string_view(beginning.data(), size) == bundle_mark ||
           file.tail(longest_trailer).find(bundle_end_mark) != std::string::npos;
}

BundleReader::BundleReader(const std::filesystem::path& file) : file_(file)
{
    pass([](std::string_view, std::uint64_t) {}, {});
}

void BundleReader::records(const Visit& visit, const std::stop_token& stop)
{
    file_.rewind();
    pass(visit, stop);
}

void BundleReader::pass(const Visit& visit, const std::stop_token& stop)
{
    Check check;
    LineSplitter lines(bundle_line_limit);
    std::vector<char> bytes(block);
    bytes_read_ = 0;
    while (const std::size_t size = file_.read(bytes)) {
        if (stop.stop_requested())
            return;
        lines.feed({bytes.data(), size},
                   [&](std::string_view line) { check.take(line, lines.number(), visit); });
        bytes_read_ += size;
    }
    check.finish(lines.rest());
    header_ = std::move(check.header());
    trailer_ = check.trailer();
}

} // namespace colophon::ingest
