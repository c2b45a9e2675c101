global using Vahta.Testing.Tests.Harness;
