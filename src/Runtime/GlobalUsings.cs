global using Domar.Core.Guests;
