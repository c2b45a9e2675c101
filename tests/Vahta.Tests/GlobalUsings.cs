global using Vahta.Tests.Harness;
