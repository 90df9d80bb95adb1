#pragma once
constexpr int kAccepted = 42;
constexpr int kWrong = 43;
