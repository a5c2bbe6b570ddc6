// SPDX-License-Identifier: Apache-2.0
#include "app/data_address.hpp"

#include <colophon/error.hpp>
#include <fstream>

namespace colophon::app {

DataAddress::DataAddress(const std::filesystem::path& directory, const std::string& address)
    : file_(directory / "address")
{
    auto temporary = file_;
    temporary += ".new";
    std::ofstream out(temporary);
    out << address << '\n';
    out.close();
    std::error_code trouble;
    std::filesystem::rename(temporary, file_, trouble);
    if (!out || trouble)
        throw Error(Errc::storage_full, "cannot write " + file_.string() + ": " + trouble.message());
}

DataAddress::~DataAddress()
{
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

} // namespace colophon::app
